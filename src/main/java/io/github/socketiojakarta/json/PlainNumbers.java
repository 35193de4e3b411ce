package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Chooses the plain number for a numeral: {@link Long}, {@link BigInteger} beyond it, else {@link
 * Double}, or {@link BigDecimal} where a double would lose digits. No numeral costs more than its
 * length: past {@link #MAX_DIGITS} it becomes a double, as in JavaScript.
 */
final class PlainNumbers {

  /** Digits, and powers of ten, that are kept exactly. */
  static final int MAX_DIGITS = 1000;

  /** So few digits always survive in a double. */
  private static final int SURE_DIGITS = 15;

  private PlainNumbers() {}

  static Number parse(String numeral) {
    int digits = 0;
    boolean integer = true;
    for (int i = 0; i < numeral.length(); i++) {
      char c = numeral.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        integer = false;
      } else if (c == 'e' || c == 'E') {
        integer = false;
        break; // the digits of the exponent do not count
      }
    }
    if (integer) {
      if (digits <= 18) {
        return Long.parseLong(numeral);
      }
      return digits <= MAX_DIGITS ? of(new BigInteger(numeral)) : Double.valueOf(numeral);
    }
    double nearest = Double.parseDouble(numeral);
    boolean common = Math.abs(nearest) >= Double.MIN_NORMAL && Double.isFinite(nearest);
    if (digits > MAX_DIGITS || common && digits <= SURE_DIGITS) {
      return nearest;
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(numeral);
    } catch (NumberFormatException e) {
      return nearest; // an exponent beyond 32 bits
    }
    return exact.signum() == 0 || Math.abs((long) exact.scale()) > MAX_DIGITS
        ? (Number) nearest
        : of(exact, nearest);
  }

  static Number of(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  static Number of(BigDecimal value) {
    return of(value, value.doubleValue());
  }

  private static Number of(BigDecimal exact, double nearest) {
    if (!Double.isFinite(nearest)) {
      return exact;
    }
    boolean same = // the text of Java is at hand, that of JavaScript is surely the shortest
        new BigDecimal(Double.toString(nearest)).compareTo(exact) == 0
            || new BigDecimal(JsonWriter.write(nearest)).compareTo(exact) == 0;
    return same ? (Number) nearest : exact;
  }
}
