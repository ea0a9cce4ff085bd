<?php // SPDX-License-Identifier: Apache-2.0
// PHP's FFI reads plain C, so the compiler's preprocessor takes the rest out of the header.
// php -d ffi.enable=1 quickstart.php include/patron.h build/libpatron.so minimal.json
[, $header, $library, $file] = $argv;
$plain = shell_exec('gcc -E -P -DPATRON_STATIC ' . escapeshellarg($header));
$patron = FFI::cdef(substr($plain, strpos($plain, 'typedef int32_t patron_status')), $library);
$error = $patron->patron_error_create('zh');
$effects = $patron->patron_table_create('zh');
$json = $patron->patron_buffer_create();
$check = function (int $status) use ($patron, $error) {
    if ($status) {
        throw new RuntimeException($patron->patron_error_message($error, null), $status);
    }
};
$engine = $patron->new('patron_engine*');
$member = $patron->new('patron_member*');
$pack = file_get_contents($file);
$booking = json_encode(['id' => 'E1', 'type' => 'booking', 'customer' => 'C1',
    'ref' => 'B1', 'occurred_at' => '2026-05-01T10:00:00+08:00', 'amount' => '1200.00']);
$check($patron->patron_engine_compile(
    $pack, strlen($pack), FFI::addr($engine), null, $error));
$check($patron->patron_member_create($engine, null, 0, FFI::addr($member), $error));
$check($patron->patron_engine_apply(
    $engine, $member, $booking, strlen($booking), null, 0, $effects, $error));
$check($patron->patron_table_json($effects, $json, $error));
echo $patron->patron_buffer_text($json);
