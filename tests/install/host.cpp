// SPDX-License-Identifier: Apache-2.0
#include <patron/engine.hpp>

int main() {
  const patron::Result<patron::Engine> engine = patron::Engine::compile("not a pack");
  return engine.ok() ? 1 : 0;
}
