/// What countries are called (Unicode CLDR territory names); a country without a name here is shown by its code.
enum CountryNames {
  static func name(_ code: String, _ language: ReaderLanguage) -> String {
    guard let phrase = known[code] else { return code }
    return phrase.text(language).description
  }

  private static let known: [String: Phrase] = [
    "AT": Phrase("Austria", es: "Austria", ko: "오스트리아", ro: "Austria"),
    "BE": Phrase("Belgium", es: "Bélgica", ko: "벨기에", ro: "Belgia"),
    "BG": Phrase("Bulgaria", es: "Bulgaria", ko: "불가리아", ro: "Bulgaria"),
    "CA": Phrase("Canada", es: "Canadá", ko: "캐나다", ro: "Canada"),
    "CH": Phrase("Switzerland", es: "Suiza", ko: "스위스", ro: "Elveția"),
    "CY": Phrase("Cyprus", es: "Chipre", ko: "키프로스", ro: "Cipru"),
    "CZ": Phrase("Czechia", es: "Chequia", ko: "체코", ro: "Cehia"),
    "DE": Phrase("Germany", es: "Alemania", ko: "독일", ro: "Germania"),
    "DK": Phrase("Denmark", es: "Dinamarca", ko: "덴마크", ro: "Danemarca"),
    "EE": Phrase("Estonia", es: "Estonia", ko: "에스토니아", ro: "Estonia"),
    "ES": Phrase("Spain", es: "España", ko: "스페인", ro: "Spania"),
    "FI": Phrase("Finland", es: "Finlandia", ko: "핀란드", ro: "Finlanda"),
    "FR": Phrase("France", es: "Francia", ko: "프랑스", ro: "Franța"),
    "GB": Phrase("United Kingdom", es: "Reino Unido", ko: "영국", ro: "Regatul Unit"),
    "GR": Phrase("Greece", es: "Grecia", ko: "그리스", ro: "Grecia"),
    "HR": Phrase("Croatia", es: "Croacia", ko: "크로아티아", ro: "Croația"),
    "HU": Phrase("Hungary", es: "Hungría", ko: "헝가리", ro: "Ungaria"),
    "IE": Phrase("Ireland", es: "Irlanda", ko: "아일랜드", ro: "Irlanda"),
    "IS": Phrase("Iceland", es: "Islandia", ko: "아이슬란드", ro: "Islanda"),
    "IT": Phrase("Italy", es: "Italia", ko: "이탈리아", ro: "Italia"),
    "JP": Phrase("Japan", es: "Japón", ko: "일본", ro: "Japonia"),
    "KR": Phrase("South Korea", es: "Corea del Sur", ko: "대한민국", ro: "Coreea de Sud"),
    "LT": Phrase("Lithuania", es: "Lituania", ko: "리투아니아", ro: "Lituania"),
    "LU": Phrase("Luxembourg", es: "Luxemburgo", ko: "룩셈부르크", ro: "Luxemburg"),
    "LV": Phrase("Latvia", es: "Letonia", ko: "라트비아", ro: "Letonia"),
    "MD": Phrase("Moldova", es: "Moldavia", ko: "몰도바", ro: "Republica Moldova"),
    "MT": Phrase("Malta", es: "Malta", ko: "몰타", ro: "Malta"),
    "MX": Phrase("Mexico", es: "México", ko: "멕시코", ro: "Mexic"),
    "NL": Phrase("Netherlands", es: "Países Bajos", ko: "네덜란드", ro: "Țările de Jos"),
    "NO": Phrase("Norway", es: "Noruega", ko: "노르웨이", ro: "Norvegia"),
    "PL": Phrase("Poland", es: "Polonia", ko: "폴란드", ro: "Polonia"),
    "PT": Phrase("Portugal", es: "Portugal", ko: "포르투갈", ro: "Portugalia"),
    "RO": Phrase("Romania", es: "Rumanía", ko: "루마니아", ro: "România"),
    "SE": Phrase("Sweden", es: "Suecia", ko: "스웨덴", ro: "Suedia"),
    "SI": Phrase("Slovenia", es: "Eslovenia", ko: "슬로베니아", ro: "Slovenia"),
    "SK": Phrase("Slovakia", es: "Eslovaquia", ko: "슬로바키아", ro: "Slovacia"),
    "US": Phrase("United States", es: "Estados Unidos", ko: "미국", ro: "Statele Unite"),
  ]
}
