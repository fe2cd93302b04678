/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_ERROR_CODES_H
#define PULSSID_BASE_ERROR_CODES_H

/*
 * Every way a request, a submission or a command can fail, one row each:
 *   X(NAME, name, HTTP status, retryable, title)
 * name is what a verdict's "error" carries and the last part of a problem's type, so it never changes.
 * retryable: the same bytes sent again later may succeed.
 */
#define ERROR_CODES(X)                                                                                       \
    /* framing and HTTP */                                                                                   \
    X(BAD_REQUEST, bad_request, 400, false, "The request is not valid HTTP/1.1")                             \
    X(BAD_PARAMETER, bad_parameter, 400, false, "A parameter of the request is wrong")                       \
    X(UNAUTHORIZED, unauthorized, 401, false, "A valid key is needed")                                       \
    X(FORBIDDEN, forbidden, 403, false, "The key does not allow this")                                       \
    X(CROSS_SITE, cross_site, 403, false, "The request comes from another site")                             \
    X(NOT_FOUND, not_found, 404, false, "There is nothing here")                                             \
    X(METHOD_NOT_ALLOWED, method_not_allowed, 405, false, "The method is not allowed here")                  \
    X(NOT_ACCEPTABLE, not_acceptable, 406, false, "No representation matches Accept")                        \
    X(TIMEOUT, timeout, 408, true, "The request took too long to arrive")                                    \
    X(LENGTH_REQUIRED, length_required, 411, false, "Content-Length is required")                            \
    X(TOO_LARGE, too_large, 413, false, "The content is too large")                                          \
    X(UNSUPPORTED_MEDIA_TYPE, unsupported_media_type, 415, false, "The content type is not supported")       \
    X(EXPECTATION_FAILED, expectation_failed, 417, false, "The expectation cannot be met")                   \
    X(HEAD_TOO_LARGE, head_too_large, 431, false, "The request head is too large")                           \
    X(NOT_IMPLEMENTED, not_implemented, 501, false, "The method or transfer coding is not implemented")      \
    X(VERSION_NOT_SUPPORTED, version_not_supported, 505, false, "Only HTTP/1.1 is supported")                \
    /* submissions */                                                                                        \
    X(MALFORMED, malformed, 400, false, "The content is not well-formed")                                    \
    X(INVALID_FIELD, invalid_field, 422, false, "A field is missing, unknown or of the wrong kind")          \
    X(UNKNOWN_SURVEY, unknown_survey, 422, false, "There is no such survey or version")                      \
    X(UNKNOWN_TEAM, unknown_team, 422, false, "There is no such team in this period")                        \
    X(UNKNOWN_QUESTION, unknown_question, 422, false, "The survey has no such question")                     \
    X(OUT_OF_RANGE, out_of_range, 422, false, "A value is outside its bounds")                               \
    X(NO_ANSWERS, no_answers, 422, false, "An employee submission needs at least one answer")                \
    X(TOO_OLD, too_old, 422, false, "The day is too long ago")                                               \
    X(IN_FUTURE, in_future, 422, false, "The day is in the future")                                          \
    X(SURVEY_NOT_ALLOWED, survey_not_allowed, 403, false, "The key is not for this survey")                  \
    /* conditions of the service */                                                                          \
    X(OVERLOADED, overloaded, 503, true, "Too much is waiting; try again")                                   \
    X(DATABASE_UNAVAILABLE, database_unavailable, 503, true, "The database is away; try again")              \
    X(SHUTTING_DOWN, shutting_down, 503, true, "The service is stopping; try again")                         \
    X(OUT_OF_MEMORY, out_of_memory, 503, true, "Out of memory; try again")                                   \
    X(INTERNAL, internal, 500, true, "Something failed that should not")                                     \
    /* commands */                                                                                           \
    X(USAGE, usage, 400, false, "Wrong usage")                                                               \
    X(CONFIG, config, 400, false, "The configuration is wrong")                                              \
    X(INPUT, input, 400, false, "The input is wrong")                                                        \
    X(IO, io, 500, true, "A file could not be read or written")                                              \
    X(DATABASE, database, 500, false, "The database refused")                                                \
    X(CONFLICT, conflict, 409, false, "This contradicts what is stored")                                     \
    X(INTEGRITY, integrity, 500, false, "Stored data do not match their hash")

#endif
