// SPDX-License-Identifier: Apache-2.0
// The same conditions as JSON Logic, compiled by json-logic-engine, over events that stand
// ready as objects. Prints what it answered and the least time for one event.
//
//   node rules_peers.mjs CASE.json FOLDER      FOLDER has node_modules
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , file, folder] = process.argv;
const { LogicEngine } = createRequire(`${folder}/`)("json-logic-engine");
const { json_logic: rules, events } = JSON.parse(readFileSync(file, "utf8"));
const engine = new LogicEngine();
const built = rules.map((rule) => engine.build(rule));
const last = built.length - 1;

function nanoseconds(each) {
  let best = Infinity, held = 0;
  for (let round = 0; round < 200; round++) {
    const begun = process.hrtime.bigint();
    for (let again = 0; again < 10; again++)
      for (const event of events) held += each(event);
    best = Math.min(best, Number(process.hrtime.bigint() - begun) / 10 / events.length);
  }
  return held < 0 ? 0 : best;
}

const twenty = (event) => {
  let held = 0;
  for (let i = 0; i < last; i++) held += built[i](event) ? 1 : 0;
  return held;
};
console.log(JSON.stringify({
  answers: built.map((rule) => events.map((event) => (rule(event) ? "1" : "0")).join("")),
  one: nanoseconds((event) => (built[last](event) ? 1 : 0)),
  twenty: nanoseconds(twenty)
}));
