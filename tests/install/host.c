/* SPDX-License-Identifier: Apache-2.0 */
#include <patron.h>

int main(void) { return patron_version() != 0 ? 0 : 1; }
