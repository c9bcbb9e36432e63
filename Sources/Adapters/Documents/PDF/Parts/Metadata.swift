import Primitives

/// What a document says of itself to machines: XMP with the claims of PDF/A-3a and PDF/UA-1, and of Factur-X when an
/// invoice is attached.
struct Metadata {
  var title: String
  var author: String
  var language: String
  var day: Day
  /// The attached invoice's name and level.
  var facturX: (file: String, level: String)?

  static let producer = "Florin"

  func xmp() -> [UInt8] {
    var text = PDFBytes(reserving: 4096)
    text.raw("<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
    text.raw("<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n</rdf:Description>\n")
    text.raw("<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n<pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>\n")
    text.raw("<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">")
    escape(title, &text)
    text.raw("</rdf:li></rdf:Alt></dc:title>\n<dc:creator><rdf:Seq><rdf:li>")
    escape(author, &text)
    text.raw("</rdf:li></rdf:Seq></dc:creator>\n<dc:language><rdf:Bag><rdf:li>")
    escape(language, &text)
    text.raw("</rdf:li></rdf:Bag></dc:language>\n</rdf:Description>\n<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n<xmp:CreateDate>")
    text.ascii(PDFDate.xmp(day))
    text.raw("</xmp:CreateDate>\n<xmp:ModifyDate>")
    text.ascii(PDFDate.xmp(day))
    text.raw("</xmp:ModifyDate>\n<pdf:Producer>")
    text.ascii(Metadata.producer)
    text.raw("</pdf:Producer>\n</rdf:Description>\n")
    if let facturX {
      text.raw("<rdf:Description rdf:about=\"\" xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">\n<fx:DocumentType>INVOICE</fx:DocumentType>\n<fx:DocumentFileName>")
      escape(facturX.file, &text)
      text.raw("</fx:DocumentFileName>\n<fx:Version>1.0</fx:Version>\n<fx:ConformanceLevel>")
      escape(facturX.level, &text)
      text.raw("</fx:ConformanceLevel>\n</rdf:Description>\n")
    }
    text.raw("<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n<pdfaExtension:schemas><rdf:Bag>\n")
    schema("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", [("part", "Integer", "internal", "Part of ISO 14289")], &text)
    if facturX != nil {
      schema(
        "Factur-X PDFA Extension Schema", "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#", "fx",
        [
          ("DocumentFileName", "Text", "external", "name of the embedded XML invoice file"), ("DocumentType", "Text", "external", "INVOICE"),
          ("Version", "Text", "external", "The actual version of the Factur-X XML schema"),
          ("ConformanceLevel", "Text", "external", "The conformance level of the embedded Factur-X data"),
        ], &text)
    }
    text.raw("</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>")
    return text.bytes
  }

  /// Describes properties that PDF/A does not know by itself (ISO 19005-3, 6.6.2.3).
  private func schema(
    _ name: StaticString, _ namespace: StaticString, _ prefix: StaticString,
    _ properties: [(name: StaticString, type: StaticString, category: StaticString, about: StaticString)], _ text: inout PDFBytes
  ) {
    text.raw("<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>")
    text.raw(name)
    text.raw("</pdfaSchema:schema><pdfaSchema:namespaceURI>")
    text.raw(namespace)
    text.raw("</pdfaSchema:namespaceURI><pdfaSchema:prefix>")
    text.raw(prefix)
    text.raw("</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\n")
    for property in properties {
      text.raw("<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>")
      text.raw(property.name)
      text.raw("</pdfaProperty:name><pdfaProperty:valueType>")
      text.raw(property.type)
      text.raw("</pdfaProperty:valueType><pdfaProperty:category>")
      text.raw(property.category)
      text.raw("</pdfaProperty:category><pdfaProperty:description>")
      text.raw(property.about)
      text.raw("</pdfaProperty:description></rdf:li>\n")
    }
    text.raw("</rdf:Seq></pdfaSchema:property></rdf:li>\n")
  }

  private func escape(_ value: String, _ text: inout PDFBytes) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": text.raw("&amp;")
      case "<": text.raw("&lt;")
      case ">": text.raw("&gt;")
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: text.raw("\u{FFFD}")
      default: text.ascii(String(Character(scalar)))
      }
    }
  }

  /// The document's information dictionary, which must say the same.
  func information() -> PDFBytes {
    var body = PDFBytes("<</Title")
    body.text(title)
    body.raw("/Author")
    body.text(author)
    body.raw("/Producer")
    body.text(Metadata.producer)
    body.raw("/CreationDate(")
    body.ascii(PDFDate.pdf(day))
    body.raw(")/ModDate(")
    body.ascii(PDFDate.pdf(day))
    body.raw(")>>")
    return body
  }
}
