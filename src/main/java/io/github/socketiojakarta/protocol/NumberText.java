package io.github.socketiojakarta.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as JavaScript's {@code Number.prototype.toString} prints them. */
final class NumberText {

  /** Any two decimals of so few digits are different doubles, so such a text is the shortest. */
  private static final int SURE_DIGITS = 15;

  private NumberText() {}

  /** Appends a finite double: the shortest digits that read back as the same double. */
  static void append(StringBuilder out, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      out.append((long) value); // -0 becomes 0
    } else {
      appendDigits(out, shortest(value));
    }
  }

  /**
   * Appends a decimal: as the double it is if it is one, else with all its digits. Integers of any
   * size keep theirs, JSON has no bound.
   */
  static void append(StringBuilder out, BigDecimal value) {
    double nearest = value.doubleValue();
    if (Double.isFinite(nearest) && shortest(nearest).compareTo(value) == 0) {
      append(out, nearest);
    } else {
      appendDigits(out, value.stripTrailingZeros());
    }
  }

  private static BigDecimal shortest(double value) {
    BigDecimal candidate = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int digits = candidate.precision();
    if (digits <= SURE_DIGITS && Math.abs(value) >= Double.MIN_NORMAL || value == 0) {
      return candidate;
    }
    // Double.toString of Java 17 is at times a digit too long, or not the nearest of its length.
    BigDecimal exact = new BigDecimal(value);
    for (int length = digits; length > 0; length--) {
      BigDecimal rounded =
          exact.round(new MathContext(length, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      if (rounded.doubleValue() != value) {
        break;
      }
      candidate = rounded;
    }
    return candidate;
  }

  // ECMA-262, Number::toString: k digits, the point behind the n-th.
  private static void appendDigits(StringBuilder out, BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    if (unscaled.signum() < 0) {
      out.append('-');
    }
    String digits = unscaled.abs().toString();
    int k = digits.length();
    long n = (long) k - value.scale();
    if (k <= n && n <= 21) {
      out.append(digits);
      zeros(out, n - k);
    } else if (0 < n && n <= 21) {
      out.append(digits, 0, (int) n).append('.').append(digits, (int) n, k);
    } else if (-6 < n && n <= 0) {
      out.append("0.");
      zeros(out, -n);
      out.append(digits);
    } else {
      out.append(digits.charAt(0));
      if (k > 1) {
        out.append('.').append(digits, 1, k);
      }
      out.append(n > 0 ? "e+" : "e-").append(Math.abs(n - 1));
    }
  }

  private static void zeros(StringBuilder out, long count) {
    for (long i = 0; i < count; i++) {
      out.append('0');
    }
  }
}
