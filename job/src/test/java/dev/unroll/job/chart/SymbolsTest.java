package dev.unroll.job.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SymbolsTest {

  @Test
  void visible_whiteSpaceAlone_isASign() {
    assertEquals("\u2423", Symbols.visible(" "));
    assertEquals("\u21b5", Symbols.visible("\n"));
    assertEquals("\u21e5", Symbols.visible("\t"));
    assertEquals("cat", Symbols.visible("cat"));
  }

  @Test
  void oneLine_spaceAtTheEnd_isASignAndOthersAreNot() {
    assertEquals("the cat\u21b5a\u2423", Symbols.oneLine("the cat\na "));
    assertEquals("", Symbols.oneLine(""));
  }
}
