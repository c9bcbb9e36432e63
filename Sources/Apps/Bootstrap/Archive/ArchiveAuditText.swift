import Operations
import Primitives

/// What an export says of itself, and the script that checks it.
enum ArchiveAuditText {
  static func readme(_ outcome: ArchiveExport.Outcome, _ filter: ArchiveFilter) -> String {
    var of: [String] = []
    if let account = filter.account { of.append("of account \(account)") }
    if let seller = filter.seller { of.append("of seller \(seller)") }
    if let from = filter.from { of.append("issued from \(from)") }
    if let to = filter.to { of.append("issued before \(to)") }
    return """
      An export of issued documents from an archive\(of.isEmpty ? "" : ", " + of.joined(separator: ", "))
      \(outcome.documents) documents, \(outcome.erased) entries of erased documents, \(outcome.seals) seals, \(outcome.stamps) time stamps
      \(outcome.unsealed == 0 ? "Every entry is sealed." : "\(outcome.unsealed) entries are younger than the last seal.")

      Everything here is checked without the program that wrote it: with sha256sum, openssl and a shell.
      `sh check.sh` does all of it and says what it found. By hand:

      1. The documents are what the entries say.
         sha256sum -c --quiet documents.sha256
         Each line of documents.sha256 stands in one file below entries/, as `sha256:`.

      2. No entry was changed, and none is missing between two that are here.
         sha256sum -c --quiet entries.sha256
         An entry's link is the SHA-256 of its file. The file names the link before it in its last line, `before:`; that is the link of the
         seller's entry with the number before. Before the first entry of a seller stands the SHA-256 of the line
         `florin archive of SELLER`.

      3. Seals and trees.
         sha256sum -c --quiet seals.sha256
         sha256sum -c --quiet tree.sha256
         A seal names the root over the links of its entries (RFC 6962: a leaf is SHA-256 of the byte 00 and the link, a node SHA-256 of the
         byte 01 and its two children). tree/ has the nodes from the root to each entry that is here, each in a file that is named by its
         SHA-256. `od -An -v -tx1 tree/ROOT` shows the byte and the children. Seals name the seal before them, as entries do; before the
         first stands the SHA-256 of the line `florin archive seals`.

      4. Time stamps (RFC 3161) are over the text of a seal.
         openssl ts -reply -in seals/00000001.tsr -text
         openssl ts -verify -data seals/00000001.txt -in seals/00000001.tsr -CAfile authority.pem
         authority.pem holds the certificates that vouch for the authority; ask the authority for them yourself. Where a certificate has
         ended since, add `-attime` with the second of the stamp (date -d '…' +%s).

      5. Signatures: \(outcome.signed) documents carry one.
         pdfsig documents/SELLER/NUMBER.es.pdf
         xmlsec1 --verify --trusted-pem authority-of-the-signer.pem --id-attr:Id http://www.w3.org/2000/09/xmldsig#:KeyInfo \\
           --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties documents/SELLER/NUMBER.facturae.xml
         openssl cms -verify -cades -binary -inform DER -in documents/SELLER/NUMBER.fatturapa.xml.p7m -CAfile authority-of-the-signer.pem \\
           -purpose any -out invoice.xml
         check.sh does this where these programs are installed. With the certificates of the signer's authority as its second argument it checks
         the signer too; without, only that nothing was changed since it was signed. Ask the authority for its certificates yourself.

      Documents are named after their seller, number and language or format; other signs than letters, digits, - and _ are written =XX.
      Entries whose document is not here are of documents that were erased when their retention had ended.

      """
  }

  /// POSIX sh, sha256sum, openssl, od, sed, sort, comm.
  static let check = #"""
    #!/bin/sh
    # Checks an export of issued documents. Ends with 0 when nothing is wrong.
    # usage: sh check.sh [CERTIFICATES.pem [CERTIFICATES-OF-SIGNERS.pem]]
    cd "$(dirname "$0")" || exit 2
    LC_ALL=C; export LC_ALL
    trust=${1:-authority.pem}
    signers=${2:-}
    wrong=0
    note() { echo "  $1"; wrong=1; }
    work=$(mktemp -d) || exit 2
    trap 'rm -rf "$work"' EXIT

    say() { echo "$1"; }
    sums() {
      [ -s "$1" ] || { say "$1: nothing to check"; return; }
      if sha256sum -c --quiet "$1"; then say "$1: $(wc -l < "$1") fit"; else note "$1: not all fit"; fi
    }
    sums documents.sha256
    sums entries.sha256
    sums seals.sha256
    sums tree.sha256

    # Documents and the entries that speak of them.
    find entries -type f -exec sed -n 's/^sha256: //p' {} + 2>/dev/null | sort -u > "$work/said"
    cut -c1-64 documents.sha256 | sort -u > "$work/here"
    comm -13 "$work/said" "$work/here" | while read -r one; do echo "  a document has no entry: $one"; done > "$work/strange"
    [ -s "$work/strange" ] && { cat "$work/strange"; wrong=1; }

    # Every file is listed.
    find documents entries seals tree -type f ! -name '*.tsr' 2>/dev/null | sort > "$work/files"
    cat documents.sha256 entries.sha256 seals.sha256 tree.sha256 | cut -c67- | sort > "$work/listed"
    comm -3 "$work/files" "$work/listed" > "$work/odd"
    [ -s "$work/odd" ] && { echo "  listed and not there, or there and not listed:"; cat "$work/odd"; wrong=1; }

    # The chain of each seller: an entry names the link of the one with the number before.
    for seller in entries/*/; do
      [ -d "$seller" ] || continue
      last=; link=
      for file in "$seller"*.txt; do
        number=$(sed -n 's/^entry: //p' "$file")
        before=$(sed -n 's/^before: //p' "$file")
        name=$(sed -n 's/^seller: //p' "$file")
        [ "$number" = 1 ] && [ "$before" != "$(printf 'florin archive of %s\n' "$name" | sha256sum | cut -c1-64)" ] && note "$file: the first entry names another beginning"
        if [ -n "$last" ] && [ "$number" -eq $((last + 1)) ] && [ "$before" != "$link" ]; then note "$file: names another entry before it"; fi
        last=$number
        link=$(sha256sum < "$file" | cut -c1-64)
      done
    done
    say "entries: chains followed"

    # Seals name the seal before them; trees lead from their roots to links.
    : > "$work/reached"
    link=$(printf 'florin archive seals\n' | sha256sum | cut -c1-64)
    for file in seals/*.txt; do
      [ -f "$file" ] || continue
      [ "$(sed -n 's/^before: //p' "$file")" = "$link" ] || note "$file: names another seal before it"
      link=$(sha256sum < "$file" | cut -c1-64)
      todo=$(sed -n 's/^root: //p' "$file")
      while [ -n "$todo" ]; do
        next=
        for node in $todo; do
          [ -f "tree/$node" ] || continue
          bytes=$(od -An -v -tx1 "tree/$node" | tr -d ' \n')
          rest=${bytes#??}
          case $bytes in
            00*) echo "$rest" >> "$work/reached" ;;
            01*) next="$next $(echo "$rest" | cut -c1-64) $(echo "$rest" | cut -c65-128)" ;;
            *) note "tree/$node: neither leaf nor node" ;;
          esac
        done
        todo=${next# }
      done
    done
    sort -u "$work/reached" > "$work/sealed"
    cut -c1-64 entries.sha256 | sort -u > "$work/links"
    say "entries: $(comm -12 "$work/sealed" "$work/links" | wc -l) of $(wc -l < "$work/links") sealed"
    [ -n "$(comm -23 "$work/sealed" "$work/links")" ] && note "a tree leads to an entry that is not here"

    # Signatures in documents and around them.
    signed=0; unchecked=0
    find documents -type f 2>/dev/null | sort > "$work/documents"
    while IFS= read -r file; do
      case $file in
        *.pdf)
          grep -aq ETSI.CAdES.detached "$file" || continue
          command -v pdfsig > /dev/null || { unchecked=$((unchecked + 1)); continue; }
          pdfsig -nocert "$file" > "$work/signature" 2>&1
          grep -q 'Signature is Valid' "$work/signature" && grep -q 'Total document signed' "$work/signature" || { note "$file: its signature does not hold"; continue; } ;;
        *.p7m)
          command -v openssl > /dev/null || { unchecked=$((unchecked + 1)); continue; }
          if [ -n "$signers" ]; then set -- -cades -CAfile "$signers" -purpose any -no_check_time; else set -- -noverify; fi
          openssl cms -verify -binary -inform DER -in "$file" "$@" -out "$work/document" 2> "$work/signature" || { note "$file: its signature does not hold"; continue; } ;;
        *.xml)
          grep -aq '<ds:Signature ' "$file" || continue
          command -v xmlsec1 > /dev/null || { unchecked=$((unchecked + 1)); continue; }
          if [ -n "$signers" ]; then set -- --trusted-pem "$signers"; else set -- --insecure; fi
          xmlsec1 --verify "$@" --id-attr:Id http://www.w3.org/2000/09/xmldsig#:KeyInfo --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties \
            "$file" > "$work/signature" 2>&1 || { note "$file: its signature does not hold"; continue; } ;;
        *) continue ;;
      esac
      signed=$((signed + 1))
    done < "$work/documents"
    [ "$signed" = 0 ] || say "documents: $signed signatures hold"
    [ "$unchecked" = 0 ] || say "documents: $unchecked signatures not checked, pdfsig, xmlsec1 or openssl are not installed"

    # Time stamps.
    for stamp in seals/*.tsr; do
      [ -f "$stamp" ] || continue
      text=${stamp%.tsr}.txt
      if [ ! -f "$trust" ]; then say "$stamp: not checked, there are no certificates in $trust"; continue; fi
      when=$(openssl ts -reply -in "$stamp" -text 2>/dev/null | sed -n 's/^Time stamp: //p')
      # A stamp is as good as its certificate was when it was made.
      at=$(date -d "$when" +%s 2>/dev/null || date +%s)
      if openssl ts -verify -data "$text" -in "$stamp" -CAfile "$trust" -attime "$at" > "$work/openssl" 2>&1; then
        say "$stamp: $when"
      else
        note "$stamp: $(tail -n 1 "$work/openssl")"
      fi
    done

    [ "$wrong" = 0 ] && echo "Nothing is wrong." || echo "Something is wrong."
    exit "$wrong"

    """#
}
