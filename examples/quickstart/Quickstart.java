// SPDX-License-Identifier: Apache-2.0
// java -cp jna.jar Quickstart.java examples/packs/minimal.json
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

public class Quickstart {
  static final NativeLibrary PATRON = NativeLibrary.getInstance("patron");
  static final Pointer ERROR = get("patron_error_create", "en");
  static final Pointer EFFECTS = get("patron_table_create", "en");
  static final Pointer JSON = get("patron_buffer_create");
  static final String BOOKING = """
      {"id": "E1", "type": "booking", "customer": "C1", "ref": "B1",
       "occurred_at": "2026-05-01T10:00:00+08:00", "amount": "1200.00"}""";

  static Pointer get(String name, Object... inputs) {
    return PATRON.getFunction(name).invokePointer(inputs);
  }

  static void call(String name, Object... inputs) {
    if (PATRON.getFunction(name).invokeInt(inputs) != 0)
      throw new IllegalStateException(
          get("patron_error_message", ERROR, null).getString(0, "UTF-8"));
  }

  public static void main(String[] arguments) throws java.io.IOException {
    PointerByReference engine = new PointerByReference();
    PointerByReference member = new PointerByReference();
    byte[] pack = Files.readAllBytes(Path.of(arguments[0]));
    byte[] booking = BOOKING.getBytes(StandardCharsets.UTF_8);
    call("patron_engine_compile", pack, (long) pack.length, engine, null, ERROR);
    call("patron_member_create", engine.getValue(), null, 0L, member, ERROR);
    call("patron_engine_apply", engine.getValue(), member.getValue(), booking,
        (long) booking.length, null, 0, EFFECTS, ERROR);
    call("patron_table_json", EFFECTS, JSON, ERROR);
    System.out.print(get("patron_buffer_text", JSON).getString(0, "UTF-8"));
  }
}
