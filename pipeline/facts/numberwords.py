# ruff: noqa: E501 -- wide scripts count double
"""Number words of twenty languages, with the ordinals and the names of halves, pairs and dozens.

A language's entry is `value word word …`, entries set apart by `|`. A word that ends in * may go on for up to
five letters. `+10` is the teen of Malay: it adds ten to the word before it.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "en": """0 zero|0.5 half|1 one first once single a an|2 two second secondly both pair couple twice double dual twin|3 three
        third thirdly triple thrice|4 four fourth quadruple|5 five fifth|6 six sixth|7 seven seventh|8 eight eighth|9 nine ninth|10
        ten tenth|11 eleven eleventh|12 twelve twelfth dozen|13 thirteen*|14 fourteen*|15 fifteen*|16 sixteen*|17 seventeen*
        |18 eighteen*|19 nineteen*|20 twenty twentieth twenties|30 thirty thirtieth|40 forty fortieth|50 fifty fiftieth|60
        sixty|70 seventy|80 eighty|90 ninety|100 hundred*|1000 thousand* k|1e6 million* mln|1e9 billion* bn|1e12 trillion*
        |10 decade|1000 millennium millennia""",
    "es": """0 cero|0.5 medio media mitad|1 uno un una primer*|2 dos segund* ambos ambas doble par dual|3 tres tercer* triple|4 cuatro
        cuart*|5 cinco quint*|6 seis sext*|7 siete séptim*|8 ocho octav*|9 nueve noven*|10 diez décim*|11 once undécim*|12 doce docena* duodécim*
        |13 trece decimoterc*|14 catorce decimocuart*|15 quince decimoquint*|16 dieciséis decimosext*|17 diecisiete|18 dieciocho|19 diecinueve|20 veinte veinti vigésim*|21 veintiun*
        veintiún|22 veintidós|23 veintitrés|24 veinticuatro|25 veinticinco|26 veintiséis|27 veintisiete|28 veintiocho|29
        veintinueve|30 treinta|40 cuarenta|50 cincuenta|60 sesenta|70 setenta|80 ochenta|90 noventa|100 cien ciento cient*
        centen*|200 doscient*|300 trescient*|400 cuatrocient*|500 quinient*|600 seiscient*|700 setecient*|800 ochocient*|900
        novecient*|1000 mil miles milenio*|1e6 millón millones""",
    "fr": """0 zéro|0.5 demi* moitié mi|1 un une premi*|2 deux second* deuxième* double paire bi duo|3 trois troisième* triple|4
        quatre quatrième*|5 cinq cinquième*|6 six sixième*|7 sept septième*|8 huit huitième*|9 neuf neuvième*|10 dix dixième*
        dizaine*|11 onze|12 douze douzaine*|13 treiz*|14 quatorz*|15 quinz*|16 seiz*|17 dix-sept|18 dix-huit|19
        dix-neuf|20 vingt vingts vingtaine|30 trente trentaine|40 quarante|50 cinquante|60 soixante|70 soixante-dix|80
        quatre-vingt quatre-vingts|90 quatre-vingt-dix|100 cent cents centaine*|1000 mille milliers|1e6 million*|1e9 milliard*""",
    "de": """0 null|0.5 halb* hälfte|1 ein eine einen einem einer eines eins erst*|2 zwei zweit* beide* doppel* paar zweier|3 drei
        dritt* dreifach*|4 vier viert*|5 fünf fünft*|6 sechs sechst*|7 sieben siebt* siebent*|8 acht achte*|9 neun neunt*|10
        zehn zehnt*|11 elf elft*|12 zwölf zwölft* dutzend*|13 dreizehn*|14 vierzehn*|15 fünfzehn*|16 sechzehn*|17 siebzehn*|18
        achtzehn*|19 neunzehn*|20 zwanzig*|30 dreißig*|40 vierzig*|50 fünfzig*|60 sechzig*|70 siebzig*|80 achtzig*|90 neunzig*
        |100 hundert*|1000 tausend*|1e6 million*|1e9 milliarde*|1.5 anderthalb*|10 jahrzehnt*""",
    "pt": """0 zero|0.5 meio meia metade|1 um uma primeir*|2 dois duas segund* ambos ambas dobro dupl* par|3 três terceir* tripl*|4
        quatro quart*|5 cinco quint*|6 seis sext*|7 sete sétim*|8 oito oitav*|9 nove nono nona|10 dez décim*|11 onze|12 doze
        dúzia*|20 vigésim*|13 treze|14 catorze quatorze|15 quinze|16 dezesseis dezasseis|17 dezessete dezassete|18 dezoito|19 dezenove
        dezanove|20 vinte|30 trinta|40 quarenta|50 cinquenta|60 sessenta|70 setenta|80 oitenta|90 noventa|100 cem cento
        centen*|200 duzent*|300 trezent*|400 quatrocent*|500 quinhent*|600 seiscent*|700 setecent*|800 oitocent*|900 novecent*
        |1000 mil milhares|1e6 milhão milhões|1e9 bilhão bilhões""",
    "it": """0 zero|0.5 mezzo mezza metà|1 uno un una prim*|2 due second* entramb* doppi* paio coppia|3 tre terz* tripl*|4 quattro
        quart*|5 cinque quint*|6 sei sest*|7 sette settim*|8 otto ottav*|9 nove nono nona|10 dieci decim*|11 undici|12 dodici
        dozzina|13 tredici|14 quattordici|15 quindici|16 sedici|17 diciassette|18 diciotto|19 diciannove|20 venti vent|30
        trenta trent|40 quaranta quarant|50 cinquanta cinquant|60 sessanta sessant|70 settanta settant|80 ottanta ottant|90
        novanta novant|100 cento cent centinai*|1000 mille mila migliai*|1e6 milion*|1e9 miliard*""",
    "nl": """0 nul|0.5 half halve helft|1 een één eerst*|2 twee tweed* beide* dubbel* paar|3 drie derd*|4 vier vierd*|5 vijf vijfd*
        |6 zes zesd*|7 zeven zevend*|8 acht achtst*|9 negen negend*|10 tien tiend*|11 elf elfd*|12 twaalf twaalfd* dozijn|13
        dertien*|14 veertien*|15 vijftien*|16 zestien*|17 zeventien*|18 achttien*|19 negentien*|20 twintig*|30 dertig*|40
        veertig*|50 vijftig*|60 zestig*|70 zeventig*|80 tachtig*|90 negentig*|100 honderd*|1000 duizend*|1e6 miljoen*|1e9
        miljard*|1.5 anderhalf anderhalve""",
    "ru": """0 ноль нуля|0.5 пол половин* полчаса полгода полцены полкило|1.5 полтора полутора|1 один одн* перв*|2 два две двух двум
        двумя двое двойн* втор* оба обе обеих обоих пара пары пару вдвое дву дважды двухдн*|3 три трёх трех трем трём тремя трое
        трет* тройн* трижды втрое трёхдн*|4 четыр* четвер* четвёр*|5 пять пяти пятью пят*|6 шест*|7 семь семи семью седьм*|8
        восем* восьм*|9 девят*|10 десят*|11 одиннадцат*|12 двенадцат* дюжин*|13 тринадцат*|14 четырнадцат*|15 пятнадцат*|16
        шестнадцат*|17 семнадцат*|18 восемнадцат*|19 девятнадцат*|20 двадцат*|30 тридцат*|40 сорок*|50 пятьдесят* пятидесят*
        |60 шестьдесят* шестидесят*|70 семьдесят* семидесят*|80 восемьдесят* восьмидесят*|90 девяност*|100 сто ста сотн* сотен
        |200 двест* двухсот*|300 трист* трехсот* трёхсот*|400 четырест*|500 пятьсот*|600 шестьсот*|700 семьсот*|800 восемьсот*
        |900 девятьсот*|1000 тысяч* тыс|1e6 миллион* млн|1e9 миллиард* млрд""",
    "uk": """0 нуль|0.5 пів половин* півгодини півціни|1.5 півтора півтори|1 один одн* перш*|2 два дві двох двом двома друг* обидв*
        подвійн* пара пару двічі удвічі вдвічі двоє|3 три трьох трьом трет* троє потрійн* втричі тричі|4 чотир* четвер*|5 п'ят*
        п’ят*|6 шіст* шост* шести|7 сім семи сьом*|8 вісім восьм*|9 дев'ят* дев’ят*|10 десят*|11 одинадцят*|12 дванадцят*
        дюжин*|13 тринадцят*|14 чотирнадцят*|15 п'ятнадцят* п’ятнадцят*|16 шістнадцят*|17 сімнадцят*|18 вісімнадцят*|19
        дев'ятнадцят* дев’ятнадцят*|20 двадцят*|30 тридцят*|40 сорок*|50 п'ятдесят* п’ятдесят*|60 шістдесят*|70 сімдесят*|80
        вісімдесят*|90 дев'яност* дев’яност*|100 сто ста сотн* сотень|200 двіст*|300 трист*|400 чотирист*|500 п'ятсот*
        п’ятсот*|600 шістсот*|700 сімсот*|800 вісімсот*|900 дев'ятсот* дев’ятсот*|1000 тисяч* тис|1e6 мільйон* млн|1e9 мільярд*
        млрд""",
    "pl": """0 zero|0.5 pół połow*|1.5 półtora półtorej|1 jeden jedn* pierwsz*|2 dwa dwie dwóch dwu dwoma dwom drug* oba obie obu para
        parę podwójn* dwukrotn* dwoje|3 trzy trzech trzem trzec* trzema potrójn* troje|4 cztery czterech czwart* czworo|5 pięć
        pięci* piąt*|6 sześć sześci* szóst*|7 siedem siedm* siódm*|8 osiem ośmi* ósm*|9 dziewięć dziewięci* dziewiąt*|10
        dziesięć dziesięci* dziesiąt*|11 jedenaści* jedenast*|12 dwanaści* dwunast* tuzin*|13 trzynaści* trzynast*|14
        czternaści* czternast*|15 piętnaści* piętnast*|16 szesnaści* szesnast*|17 siedemnaści* siedemnast*|18 osiemnaści*
        osiemnast*|19 dziewiętnaści* dziewiętnast*|20 dwadzieścia dwudziest*|30 trzydzieści trzydziest*|40 czterdzieści
        czterdziest*|50 pięćdziesiąt pięćdziesięci*|60 sześćdziesiąt*|70 siedemdziesiąt*|80 osiemdziesiąt*|90 dziewięćdziesiąt*
        |100 sto stu setk*|200 dwieście dwustu|300 trzysta trzystu|400 czterysta|500 pięćset|600 sześćset|700 siedemset|800
        osiemset|900 dziewięćset|1000 tysiąc tysiąc* tys|1e6 milion* mln|1e9 miliard* mld""",
    "cs": """0 nula|0.5 půl* polovin*|1 jeden jedn* prvn*|2 dva dvě dvou dvěma druh* oba obě obou pár dvoj* dvakrát|3 tři tří třem
        třemi třet* troj* třikrát|4 čtyři čtyř* čtvrt*|5 pět pěti pát*|6 šest šesti šest*|7 sedm sedm*|8 osm osm*|9 devět
        devíti devát*|10 deset deseti desát*|11 jedenáct*|12 dvanáct* tucet|13 třináct*|14 čtrnáct*|15 patnáct*|16 šestnáct*
        |17 sedmnáct*|18 osmnáct*|19 devatenáct*|20 dvacet dvacet* dvacát*|30 třicet* třicát*|40 čtyřicet*|50 padesát*|60
        šedesát*|70 sedmdesát*|80 osmdesát*|90 devadesát*|100 sto stovk* set sta stě|1000 tisíc*|1e6 milion*|1e9 miliard*""",
    "tr": """0 sıfır|0.5 yarım yarı buçuk yarısı|1 bir ilk birinci|2 iki ikinci* çift ikisi her-iki|3 üç üçüncü* üçlü|4 dört
        dördüncü*|5 beş beşinci*|6 altı altıncı*|7 yedi yedinci*|8 sekiz sekizinci*|9 dokuz dokuzuncu*|10 on onuncu*|12 düzine
        |20 yirmi|30 otuz|40 kırk|50 elli|60 altmış|70 yetmiş|80 seksen|90 doksan|100 yüz|1000 bin|1e6 milyon|1e9 milyar""",
    "vi": """0 không|0.5 nửa rưỡi|1 một nhất đầu mốt|2 hai nhì đôi cặp|3 ba|4 bốn tư|5 năm lăm|6 sáu|7 bảy|8 tám|9 chín|10 mười
        mươi chục|12 tá|100 trăm|1000 nghìn ngàn|1e6 triệu|1e9 tỷ tỉ""",
    "id": """0 nol|0.5 setengah separuh|1 satu pertama se sebuah seorang sekali seunit|2 dua kedua sepasang ganda|3 tiga ketiga|4
        empat keempat|5 lima kelima|6 enam keenam|7 tujuh ketujuh|8 delapan kedelapan|9 sembilan kesembilan|10 sepuluh puluh
        puluhan kesepuluh|11 sebelas|12 selusin lusin|+10 belas|100 seratus ratus ratusan|1000 seribu ribu ribuan rb|1e6
        sejuta juta jt|1e9 miliar semiliar""",
    "ms": """0 sifar kosong|0.5 setengah separuh|1 satu pertama sebuah seorang|2 dua kedua sepasang berganda|3 tiga ketiga|4 empat
        keempat|5 lima kelima|6 enam keenam|7 tujuh ketujuh|8 lapan kelapan|9 sembilan kesembilan|10 sepuluh puluh kesepuluh
        |11 sebelas|12 sedozen dozen|+10 belas|100 seratus ratus|1000 seribu ribu|1e6 sejuta juta|1e9 bilion sebilion""",
    "th": """0 ศูนย์|0.5 ครึ่ง|1 หนึ่ง เดียว แรก เอ็ด|2 สอง คู่|3 สาม|4 สี่|5 ห้า|6 หก|7 เจ็ด|8 แปด|9 เก้า|10 สิบ|12 โหล|20 ยี่สิบ|100
        ร้อย|1000 พัน|10000 หมื่น|100000 แสน|1e6 ล้าน""",
    "hi": """0 शून्य|0.5 आधा आधी आधे|1 एक पहला पहली पहले|2 दो दूसरा दूसरी दूसरे दोनों दोगुना|3 तीन तीसरा तीसरी तीसरे तिगुना|4 चार चौथा
        चौथी चौथे|5 पाँच पांच पाँचव* पांचव*|6 छह छः छठा छठी छठे|7 सात सातव*|8 आठ आठव*|9 नौ नौव*|10 दस दसव*|11 ग्यारह|12 बारह
        दर्जन|13 तेरह|14 चौदह|15 पंद्रह|16 सोलह|17 सत्रह|18 अठारह|19 उन्नीस|20 बीस|25 पच्चीस|30 तीस|40 चालीस|50 पचास|60 साठ|70
        सत्तर|80 अस्सी|90 नब्बे|100 सौ|1000 हज़ार हजार|1e5 लाख|1e7 करोड़|1.5 डेढ़|2.5 ढाई""",
    "ar": """0 صفر|0.5 نصف ونصف|1 واحد واحدة أول أولى مرة حادي حادية أحد إحدى|2 اثنان اثنين اثنا اثني اثنتا اثنتي اثنتان اثنتين ثاني ثانية كلا كلتا ضعف مزدوج*|3 ثلاث
        ثلاثة ثالث ثالثة|4 أربع أربعة رابع رابعة|5 خمس خمسة خامس خامسة|6 ست ستة سادس سادسة|7 سبع سبعة سابع سابعة|8 ثمان
        ثماني ثمانية ثامن ثامنة|9 تسع تسعة تاسع تاسعة|10 عشر عشرة عاشر عاشرة|20 عشرون عشرين|30 ثلاثون ثلاثين|40 أربعون
        أربعين|50 خمسون خمسين|60 ستون ستين|70 سبعون سبعين|80 ثمانون ثمانين|90 تسعون تسعين|100 مئة مائة مئات|300 ثلاثمئة ثلاثمائة|400 أربعمئة أربعمائة|500 خمسمئة خمسمائة|600 ستمئة ستمائة|700 سبعمئة سبعمائة|800
        ثمانمئة ثمانمائة|900 تسعمئة تسعمائة|200 مئتان مئتين
        مائتين مائتان|1000 ألف ألفا ألفًا آلاف|2000 ألفان ألفين|1e6 مليون مليونا ملايين|2e6 مليونين|1e9 مليار مليارات""",
    "ko": """0.5 반 절반|1 한 하나 첫 첫째|2 두 둘 양쪽|3 세 셋|4 네 넷|5 다섯|6 여섯|7 일곱|8 여덟|9 아홉|10 열|20 스무 스물|30 서른|40 마흔|50 쉰
        |100 백|1000 천|10000 만|1e8 억""",
    "ja": """0.5 半|1 ひとつ ひとり|2 ふたつ ふたり 両方 ペア|3 みっつ|4 よっつ|5 いつつ|12 ダース|100 百|1000 千|10000 万|1e8 億""",
}  # fmt: skip

JOINS: dict[str, str] = {
    "en": r"[\s\-]|\sand\s", "es": r"\s|\sy\s", "fr": r"[\s\-]|[\s\-]et[\s\-]", "de": r"|und|\s", "pt": r"\s|\se\s",
    "it": r"|\s", "nl": r"|en|ën|\s", "ar": r"\s(?:و?ال|و)?", "th": "", "ko": r"|\s", "ja": "",
}  # fmt: skip
"""What may stand between two words of one number; a space where nothing is said."""

TENS_LAST = ("de", "nl", "ar")
"""Languages that say five and twenty."""
