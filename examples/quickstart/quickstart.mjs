// SPDX-License-Identifier: Apache-2.0
// npm install koffi; node quickstart.mjs build/libpatron.so examples/packs/minimal.json
import koffi from 'koffi';
import { readFileSync } from 'node:fs';

const [, , library, file] = process.argv;
const patron = koffi.load(library);
for (const name of ['error', 'buffer', 'table', 'engine', 'member', 'scopes'])
  koffi.opaque(`patron_${name}`);
const call = (prototype) => patron.func(prototype);
const error = call('patron_error* patron_error_create(str language)')('en');
const effects = call('patron_table* patron_table_create(str language)')('en');
const json = call('patron_buffer* patron_buffer_create()')();
const message = call('str patron_error_message(patron_error* error, void* size)');
const check = (status) => {
  if (status !== 0) throw new Error(message(error, null));
};
const compile = call('int32_t patron_engine_compile(str pack, size_t size, ' +
  '_Out_ patron_engine** engine, patron_table* diagnostics, patron_error* error)');
const create = call('int32_t patron_member_create(patron_engine* engine, str customer, ' +
  'size_t size, _Out_ patron_member** member, patron_error* error)');
const apply = call('int32_t patron_engine_apply(patron_engine* engine, ' +
  'patron_member* member, str events, size_t size, patron_scopes* scopes, ' +
  'uint32_t flags, patron_table* effects, patron_error* error)');
const write = call('int32_t patron_table_json(patron_table* table, patron_buffer* json, ' +
  'patron_error* error)');
const text = call('str patron_buffer_text(patron_buffer* buffer)');

const pack = readFileSync(file, 'utf8');
const booking = JSON.stringify({
  id: 'E1', type: 'booking', customer: 'C1', ref: 'B1',
  occurred_at: '2026-05-01T10:00:00+08:00', amount: '1200.00',
});
const engine = [null];
const member = [null];
check(compile(pack, Buffer.byteLength(pack), engine, null, error));
check(create(engine[0], null, 0, member, error));
check(apply(engine[0], member[0], booking, Buffer.byteLength(booking), null, 0, effects,
  error));
check(write(effects, json, error));
process.stdout.write(text(json));
