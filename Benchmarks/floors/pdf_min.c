/* Bounds an invoice as a PDF: the least code that a valid file needs, one page with 20 lines of 6 columns and totals, in a font that
 * every reader has itself, nothing tagged, nothing embedded, nothing shaped.
 *
 * usage: pdf_min DOCUMENTS LEVEL        LEVEL: how hard the page is compressed, 1 to 9 */
#include "floor.h"
#include <zlib.h>

static int page(char *s, int k) {
  char *p = s;
  p += sprintf(p, "BT /F1 16 Tf 50 790 Td (Invoice INV-%08d) Tj ET\nBT /F1 9 Tf 50 770 Td (Example Billing Ltd, 1 Sample Street, 10115 Berlin) Tj "
                  "0 -12 Td (Bill to: Customer %d, Period 2026-01-01 to 2026-01-31) Tj ET\n", k, k);
  long net = 0, tax = 0;
  for (int i = 0; i < 20; i++) {
    long q = 1 + (k * 31 + i * 17) % 9000, a = q * (100 + i * 7), t = (a * 19 + 50) / 100;
    net += a;
    tax += t;
    int y = 720 - i * 16;
    p += sprintf(p, "BT /F1 9 Tf 50 %d Td (%d) Tj 30 0 Td (Usage metric %d, subscription %d) Tj 230 0 Td (%ld) Tj 60 0 Td (0.0%03d) Tj "
                    "60 0 Td (19%%) Tj 40 0 Td (%ld.%02ld) Tj ET\n50 %d m 545 %d l S\n",
                 y, i + 1, i % 4, i / 4, q, 100 + i * 7, a / 100, a % 100, y - 4, y - 4);
  }
  p += sprintf(p, "BT /F1 10 Tf 380 380 Td (Net %ld.%02ld EUR) Tj 0 -14 Td (VAT 19%% %ld.%02ld EUR) Tj 0 -14 Td (Total %ld.%02ld EUR) Tj ET\n",
               net / 100, net % 100, tax / 100, tax % 100, (net + tax) / 100, (net + tax) % 100);
  return (int)(p - s);
}

int main(int argc, char **argv) {
  if (argc < 3) return fprintf(stderr, "usage: pdf_min DOCUMENTS LEVEL\n"), 2;
  long documents = atol(argv[1]), total = 0;
  int level = atoi(argv[2]);
  static char text[65536], packed[65536], out[131072];
  static const char *const objects[] = {
    "", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"};
  start_clock();
  for (long k = 0; k < documents; k++) {
    int length = page(text, (int)k);
    uLongf size = sizeof packed;
    if (compress2((Bytef *)packed, &size, (Bytef *)text, length, level) != Z_OK) return 1;
    long place[6];
    char *p = out;
    p += sprintf(p, "%%PDF-1.4\n");
    for (int i = 1; i < 5; i++) {
      place[i] = p - out;
      p += sprintf(p, "%d 0 obj%sendobj\n", i, objects[i]);
    }
    place[5] = p - out;
    p += sprintf(p, "5 0 obj<</Length %d/Filter/FlateDecode>>stream\n", (int)size);
    memcpy(p, packed, size);
    p += size;
    p += sprintf(p, "\nendstream endobj\n");
    long table = p - out;
    p += sprintf(p, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 1; i < 6; i++) p += sprintf(p, "%010ld 00000 n \n", place[i]);
    p += sprintf(p, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%ld\n%%%%EOF\n", table);
    total += p - out;
  }
  report(documents, total);
  return 0;
}
