/* SPDX-License-Identifier: Apache-2.0
 * What the C tests share: a check that goes on, and whole files as text. */
#ifndef PATRON_TESTS_CAPI_CHECK_H
#define PATRON_TESTS_CAPI_CHECK_H

#include <patron.h>
#include <stdio.h>
#include <string.h>

/* Checks made, and failed; defined in main.c. */
extern int checks, failures;

#define CHECK(condition) \
  check_one((condition) != 0, #condition, __FILE__, __LINE__)

void check_one(int holds, const char* condition, const char* file, int line);

/* Whether two texts are the same; NULL is the same as nothing else. */
int same(const char* found, const char* expected);

/* The content of a file below the source folder, to be freed; NULL if it is not there. */
char* read_source(const char* path, size_t* size);

/* The cases, a function a file. */
void test_handles(void);
void test_calendar(void);
void test_identity(void);
void test_engine(void);
void test_expression(void);
void test_verbs(void);
void test_snapshots(void);
void test_statistics(void);
void test_churn(void);
void test_golden(void);

#endif
