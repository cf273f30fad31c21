// Orders to keep something from the person, in languages other than English. Imperatives only: that a tool "does not tell the user
// about errors" is a description.
import type { Phrase } from '../../text/match/phrase.ts'
import { type Part, spelled } from './abroad.ts'

type Hush = {
  readonly person: Part
  /** Parts in their order, with `@` for the person. */
  readonly orders: readonly string[]
}

const LANGUAGES: Readonly<Record<string, Hush>> = {
  german: {
    person: ['benutzer', 'nutzer', 'anwender', 'bediener', 'kunden'],
    orders: [
      'sag|sage|sagt|sagen sie|erzähl|erzähle|verrate|verraten sie|teile|teilen sie … @ … nichts|nicht mit|kein wort|nie',
      'informiere|informieren sie|benachrichtige … @ … nicht',
      'erwähne|erwähnen sie|zeige|zeigen sie|melde … nicht|nichts|niemals|nie … @',
      'ohne … @ … zu informieren|davon zu|zu fragen|es zu sagen|bescheid|zu benachrichtigen|zu erwähnen',
      '@ … darf|soll|muss … nicht wissen|nichts wissen|nicht erfahren|nichts davon|nicht merken|nicht bemerken',
      'verheimliche|verschweige|verberge|verstecke … @',
      'ohne rückfrage bei … @',
    ],
  },
  french: {
    person: ["l'utilisateur", "à l'utilisateur", "l'usager", "l'utilisatrice", 'aux utilisateurs'],
    orders: [
      "ne dis|ne dites|n'en parle|n'en parlez|ne parle|ne parlez|n'informe|n'informez|n'en informe|n'en informez|ne préviens|ne prévenez|ne mentionne|ne mentionnez|ne révèle|ne révélez|ne montre|ne montrez … @",
      'sans … prévenir|informer|avertir|le dire|en parler|demander|consulter … @',
      "@ … ne doit pas|ne doit rien|n'a pas besoin de … savoir|apprendre|remarquer|être informé|voir",
      'cache|cachez|dissimule|dissimulez … @',
    ],
  },
  spanish: {
    person: ['al usuario', 'el usuario', 'a la usuaria', 'los usuarios'],
    orders: [
      'no se lo digas|no se lo cuentes|no se lo diga|no se lo cuente|no le digas|no le diga|no le cuentes|no informes|no informe|no avises|no avise|no notifiques|no lo menciones|no menciones|no reveles|no muestres … @',
      'sin … decir|decírselo|avisar|informar|notificar|preguntar|contar|mencionar|pedir … @',
      '@ … no debe|no tiene que|no necesita … saber|enterarse|notar|ver',
      'oculta|ocúltalo|esconde … @',
    ],
  },
  portuguese: {
    person: ['ao usuário', 'o usuário', 'ao utilizador', 'o utilizador', 'aos usuários'],
    orders: [
      'não conte|não contes|não diga|não digas|não informe|não avise|não mencione|não revele|não notifique|não mostre|nada … @',
      'sem … informar|avisar|contar|dizer|perguntar|notificar|mencionar|pedir … @',
      '@ … não deve|não precisa … saber|perceber|notar|ver',
      'esconda|oculte … @',
    ],
  },
  italian: {
    person: ["all'utente", "l'utente", 'agli utenti'],
    orders: [
      'non dirlo|non dire|non dica|non ditelo|non informare|non avvisare|non menzionare|non menzionarlo|non rivelare|non mostrare|non parlarne|non comunicare … @',
      'senza … dirlo|informare|avvisare|chiedere|avvertire|comunicarlo|menzionarlo … @',
      '@ … non deve|non ha bisogno di … sapere|accorgersi|notare|vedere',
      'nascondi|nascondilo|nascondere … @',
    ],
  },
  dutch: {
    person: ['de gebruiker', 'gebruiker', 'gebruikers'],
    orders: [
      'vertel|zeg|meld … @ … niet|niets|hier niets|nooit',
      'vertel|zeg|meld … niet|niets|nooit … @',
      'informeer|waarschuw … @ … niet',
      'zonder … @ … te vertellen|te informeren|te vragen|te melden|te waarschuwen',
      'zonder … vertellen aan|melden aan|toestemming van … @',
      '@ … mag|hoeft … niet weten|niets weten|niet te weten|niet merken',
      'verberg|verzwijg … @',
    ],
  },
  swedish: {
    person: ['användaren', 'användare'],
    orders: [
      'berätta|säg|nämn|informera|meddela … inte|aldrig|inget … @',
      'berätta inte|säg inte|informera inte|nämn inte … @',
      'utan att … berätta|säga|informera|fråga|meddela … @',
      '@ … får inte|behöver inte|ska inte … veta|märka|få reda',
      'dölj … @',
    ],
  },
  danish: {
    person: ['brugeren', 'brukeren', 'brugere'],
    orders: [
      'fortæl|fortell|sig|si|nævn|nevn|informer|oplys … ikke|aldrig|intet … @',
      'uden at|uten å … fortælle|fortelle|informere|spørge|spørre|sige|si … @',
      '@ … må ikke|skal ikke|behøver ikke|trenger ikke … vide|vite|opdage|oppdage',
      'skjul … @',
    ],
  },
  polish: {
    person: ['użytkownikowi', 'użytkownika', 'użytkownik'],
    orders: [
      'nie mów|nie mówcie|nie informuj|nie powiadamiaj|nie wspominaj|nie ujawniaj|nie pokazuj|nie zdradzaj … @',
      'bez … informowania|powiadamiania|wiedzy|pytania|zgody|mówienia … @',
      '@ … nie może|nie powinien|nie musi … wiedzieć|się dowiedzieć|zauważyć|dowiedzieć się',
      'ukryj|ukrywaj … @',
    ],
  },
  czech: {
    person: ['uživateli', 'uživatele', 'uživatel', 'používateľovi', 'používateľa'],
    orders: [
      'neříkej|neříkejte|neinformuj|neinformujte|neoznamuj|nezmiňuj|neprozraď|nehovor|neukazuj … @',
      '@ … neříkej|neříkejte|neinformuj|neinformujte|nic|nezmiňuj',
      'bez … vědomí|informování|souhlasu|vedomia … @',
      '@ … nesmí|nemusí … vědět|dozvědět|všimnout',
      'skryj|zataj … @',
    ],
  },
  russian: {
    person: ['пользователю', 'пользователя', 'пользователь'],
    orders: [
      'не говори|не говорите|не сообщай|не сообщайте|не рассказывай|не упоминай|не показывай|не раскрывай|не уведомляй|не информируй … @',
      '@ … не говори|не сообщай|не рассказывай|не упоминай|не показывай',
      'без … ведома|уведомления|согласия … @',
      'не спрашивая|не сообщая|не уведомляя|не говоря … @',
      '@ … не должен|не нужно|незачем … знать|узнать|заметить',
      'скрой|скрывай|утаи … @',
    ],
  },
  ukrainian: {
    person: ['користувачеві', 'користувачу', 'користувача', 'користувач'],
    orders: [
      'не кажи|не кажіть|не повідомляй|не повідомляйте|не розповідай|не згадуй|не показуй|не розкривай … @',
      'без … відома|повідомлення|згоди … @',
      '@ … не повинен|не має … знати|дізнатися|помітити',
      'приховай|сховай … @',
    ],
  },
  romanian: {
    person: ['utilizatorului', 'utilizatorul', 'utilizatorilor'],
    orders: [
      'nu spune|nu îi spune|nu-i spune|nu informa|nu menționa|nu anunța|nu dezvălui … @',
      'fără … a spune|a informa|a întreba|să spui|să informezi|a anunța … @',
      'ascunde … @',
    ],
  },
  hungarian: {
    person: ['felhasználónak', 'felhasználót', 'felhasználó'],
    orders: [
      'ne mondd|ne szólj|ne értesítsd|ne említsd|ne tájékoztasd|ne áruld el|ne mutasd … @',
      '@ … ne mondd|ne szólj|ne áruld el|ne említsd',
      '@ … tudta nélkül|értesítése nélkül|megkérdezése nélkül|nem tudhatja|nem kell tudnia',
    ],
  },
  finnish: {
    person: ['käyttäjälle', 'käyttäjältä', 'käyttäjää'],
    orders: [
      'älä kerro|älä mainitse|älä ilmoita|älä paljasta|älä näytä … @',
      'kertomatta|ilmoittamatta|kysymättä … @',
      '@ … kertomatta|ilmoittamatta|kysymättä',
    ],
  },
  greek: {
    person: ['στον χρήστη', 'τον χρήστη', 'του χρήστη', 'ο χρήστης'],
    orders: [
      'μην πεις|μην το πεις|μην ενημερώσεις|μην αναφέρεις|μην αποκαλύψεις|μη πεις|μην δείξεις … @',
      'χωρίς να … πεις|ενημερώσεις|ρωτήσεις|αναφέρεις … @',
      'κρύψε … @',
    ],
  },
  turkish: {
    person: ['kullanıcıya', 'kullanıcıyı', 'kullanıcıdan', 'kullanıcının'],
    orders: [
      '@ … söyleme|söylemeyin|bahsetme|bildirme|haber verme|belli etme|gösterme|bilgi verme',
      '@ … haber vermeden|söylemeden|sormadan|bildirmeden|haberi olmadan|bilgilendirmeden',
      '@ … gizle|sakla|gizli tut',
    ],
  },
  indonesian: {
    person: ['pengguna'],
    orders: [
      'jangan beri tahu|jangan beritahu|jangan katakan|jangan sebutkan|jangan memberi tahu|jangan laporkan|jangan tampilkan … @',
      'tanpa … memberi tahu|memberitahu|sepengetahuan|bertanya|persetujuan … @',
      'sembunyikan … @',
    ],
  },
  vietnamese: {
    person: ['người dùng'],
    orders: [
      'đừng nói|đừng cho|không nói|không được nói|đừng tiết lộ|đừng đề cập|đừng thông báo|không cho … @',
      'mà không … cho|thông báo|nói|hỏi|báo … @',
      'giấu|che giấu … @',
    ],
  },
  chinese: {
    person: ['用户', '用戶', '使用者', '客户'],
    orders: [
      '不要告诉|不要告知|别告诉|不要通知|不要让|不得告诉|不要告訴|别让|不要向|不要对|切勿告诉|勿告知|无需告知|不必告诉 … @',
      '不通知|不告知|未经|不经|不询问|瞒着|隐瞒|在不告知 … @',
      '不让 … @ … 知道|发现|察觉',
      '对|向 … @ … 隐瞒|保密',
    ],
  },
  japanese: {
    person: ['ユーザー', '利用者', 'ユーザ', '使用者'],
    orders: [
      '@ … 知らせないで|伝えないで|教えないで|言わないで|知らせず|伝えず|通知せず|告げず|気づかれ|気付かれ|知られない|内緒|秘密に|隠し|知らせてはいけ|伝えてはいけ|確認せずに|断らずに|見せないで',
    ],
  },
  korean: {
    person: ['사용자', '유저', '고객'],
    orders: [
      '@ … 알리지|말하지|언급하지|통보하지|보여주지|공개하지 … 마|말고|않고|말 것|않은 채',
      '@ … 모르게|몰래|숨겨|숨기|비밀로|묻지 않고|동의 없이|알려주지',
    ],
  },
  arabic: {
    person: ['المستخدم', 'للمستخدم'],
    orders: [
      'لا تخبر|لا تخبري|لا تذكر|لا تبلغ|لا تعلم|لا تكشف|لا تظهر|لا تقل … @',
      'دون|بدون|من دون … إخبار|علم|إبلاغ|سؤال|إعلام|موافقة … @',
      'أخف|اخف … @',
    ],
  },
  persian: {
    person: ['کاربر'],
    orders: ['به … @ … نگو|نگویید|اطلاع نده|چیزی نگو', 'بدون … اطلاع|اجازه|آگاهی … @', 'از … @ … پنهان|مخفی'],
  },
  hebrew: {
    person: ['למשתמש', 'את המשתמש', 'מהמשתמש', 'המשתמש'],
    orders: [
      'אל תספר|אל תגיד|אל תאמר|אל תציין|אל תיידע|אל תגלה|אל תודיע … @',
      'בלי|מבלי|ללא … ליידע|לספר|לשאול|להודיע|ידיעת … @',
      'הסתר … @',
    ],
  },
  hindi: {
    person: ['उपयोगकर्ता', 'यूजर', 'यूज़र', 'प्रयोक्ता'],
    orders: [
      '@ … न बताएं|न बताएँ|मत बताना|मत बताएं|मत बताओ|नहीं बताना|बताए बिना|बिना बताए|सूचित न करें|सूचित किए बिना|पूछे बिना|छिपा|छुपा',
    ],
  },
  bengali: {
    person: ['ব্যবহারকারী'],
    orders: ['@ … বলবেন না|বলো না|জানাবেন না|না জানিয়ে|জিজ্ঞাসা না করে|গোপন'],
  },
  thai: {
    person: ['ผู้ใช้'],
    orders: ['อย่าบอก|ห้ามบอก|อย่าแจ้ง|ไม่ต้องบอก|ไม่ต้องแจ้ง|อย่าให้ … @', 'โดยไม่ … บอก|แจ้ง|ถาม … @', 'ปิดบัง|ซ่อน … @'],
  },
}

export const SECRECY_ABROAD: readonly Phrase[] = Object.values(LANGUAGES).flatMap(({ person, orders }) =>
  orders.map((order) => spelled(order, person)),
)
