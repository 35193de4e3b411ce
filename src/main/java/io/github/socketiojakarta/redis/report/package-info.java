/**
 * What goes wrong is counted, told and logged within bounds; for {@code redis} only.
 *
 * <p>{@code Counters} is what {@link io.github.socketiojakarta.adapter.AdapterStats} is made of,
 * {@code Events} tells {@link io.github.socketiojakarta.adapter.AdapterEvent}s to those who asked
 * for them, on threads of an executor, and {@code Complaints} warns once a minute of what may come
 * in thousands. Safe for use by many threads.
 */
package io.github.socketiojakarta.redis.report;
