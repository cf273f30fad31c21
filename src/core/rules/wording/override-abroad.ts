// Orders to set aside earlier instructions, in languages other than English. A model obeys them in any.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { atAnyPlace } from './abroad.ts'

type Words = {
  readonly set: readonly string[]
  readonly aside: readonly string[]
  readonly verbLast?: true
  readonly unless?: readonly string[]
}

/** `set`: ignore, forget, disregard. `aside`: the earlier instructions, rules or commands, with the word for "earlier" where one needs it. `unless`: people set aside what they wrote. */
const LANGUAGES: Readonly<Record<string, Words>> = {
  german: {
    set: ['ignorier', 'vergiss', 'vergessen sie', 'missachte', 'verwirf'],
    aside: [
      'vorherig',
      'bisherig',
      'obigen',
      'früheren',
      'alles davor',
      'alles zuvor',
      'alle anweisungen',
      'alle regeln',
    ],
    unless: ['e-mail', 'mail', 'nachricht', 'brief', 'schreiben', 'termin'],
  },
  french: {
    set: ['ignore', 'ignorez', 'oubliez', 'oublie', 'ne tenez pas compte', 'ne tiens pas compte'],
    aside: [
      'instructions précédentes',
      'consignes précédentes',
      'instructions antérieures',
      'directives précédentes',
      'règles précédentes',
      'tout ce qui précède',
      'instructions du système',
      "tout ce qu'on t'a dit",
    ],
  },
  spanish: {
    set: ['ignora', 'ignore', 'olvida', 'olvide', 'omite', 'descarta'],
    aside: [
      'instrucciones anteriores',
      'instrucciones previas',
      'órdenes anteriores',
      'indicaciones anteriores',
      'reglas anteriores',
      'todo lo anterior',
      'lo que te hayan dicho',
      'instrucciones del sistema',
    ],
  },
  portuguese: {
    set: ['ignore', 'ignora', 'esqueça', 'esqueca', 'desconsidere'],
    aside: [
      'instruções anteriores',
      'ordens anteriores',
      'regras anteriores',
      'comandos anteriores',
      'tudo o que foi dito',
      'instruções do sistema',
    ],
  },
  italian: {
    set: ['ignora', 'ignorare', 'dimentica', 'trascura'],
    aside: [
      'istruzioni precedenti',
      'comandi precedenti',
      'regole precedenti',
      'precedenti istruzioni',
      'istruzioni di sistema',
      'tutto ciò che precede',
    ],
  },
  dutch: {
    set: ['negeer', 'vergeet'],
    aside: ['vorige instructies', 'eerdere instructies', 'voorgaande instructies', 'vorige opdrachten', 'bovenstaande'],
  },
  polish: {
    set: ['zignoruj', 'ignoruj', 'zapomnij', 'pomiń'],
    aside: [
      'poprzednie instrukcje',
      'wcześniejsze instrukcje',
      'poprzednie polecenia',
      'wszystkie instrukcje',
      'poprzednich instrukcj',
    ],
  },
  turkish: {
    set: ['yok say', 'görmezden gel', 'unut', 'dikkate alma'],
    aside: ['önceki talimat', 'önceki komut', 'tüm talimat', 'yukarıdaki talimat'],
    verbLast: true,
  },
  russian: {
    set: ['игнорируй', 'забудь', 'не обращай внимания', 'пропусти'],
    aside: [
      'предыдущие инструкции',
      'прежние инструкции',
      'предыдущие указания',
      'все инструкции',
      'предыдущие команды',
      'все правила',
      'предыдущих инструкц',
    ],
  },
  ukrainian: { set: ['ігноруй', 'забудь'], aside: ['попередні інструкції', 'попередні вказівки', 'усі інструкції'] },
  indonesian: {
    set: ['abaikan', 'lupakan'],
    aside: ['instruksi sebelumnya', 'perintah sebelumnya', 'semua instruksi'],
  },
  vietnamese: { set: ['bỏ qua', 'quên'], aside: ['hướng dẫn trước', 'chỉ dẫn trước', 'các hướng dẫn'] },
  chinese: {
    set: ['忽略', '无视', '無視', '忘记', '忘記', '忽视', '不要理会'],
    aside: ['之前的', '以上', '上面的', '前面的', '先前的', '所有指令', '所有的指令', '全部指令', '一切指令', '此前的'],
  },
  japanese: {
    set: ['無視', '忘れ', '従わな'],
    aside: [
      '以前の指示',
      '上記の指示',
      '前の指示',
      'これまでの指示',
      'すべての指示',
      '全ての指示',
      '以前の命令',
      '上記の命令',
      'すべての命令',
      'これまでの命令',
    ],
    verbLast: true,
  },
  korean: {
    set: ['무시', '잊어', '잊으'],
    aside: [
      '이전 지시',
      '이전의 지시',
      '위의 지시',
      '모든 지시',
      '이전 명령',
      '모든 명령',
      '이전 지침',
      '모든 지침',
      '앞의 지시',
    ],
    verbLast: true,
  },
  arabic: {
    set: ['تجاهل', 'انسَ', 'انس '],
    aside: ['التعليمات السابقة', 'جميع التعليمات', 'كل التعليمات', 'الأوامر السابقة', 'القواعد السابقة'],
  },
  hindi: {
    set: ['अनदेखा', 'नज़रअंदाज़', 'भूल जा', 'उपेक्षा'],
    aside: ['पिछले निर्देश', 'सभी निर्देश', 'पहले के निर्देश', 'पिछले सभी निर्देश', 'सभी नियम', 'सुरक्षा नियम', 'पिछले आदेश'],
    verbLast: true,
  },
  bengali: {
    set: ['উপেক্ষা', 'ভুলে যা'],
    aside: ['পূর্ববর্তী নির্দেশ', 'আগের নির্দেশ', 'সমস্ত নির্দেশ', 'সব নির্দেশ'],
    verbLast: true,
  },
  swedish: {
    set: ['ignorera', 'glöm', 'bortse från', 'strunta i'],
    aside: [
      'tidigare instruktion',
      'föregående instruktion',
      'alla instruktioner',
      'tidigare regler',
      'tidigare order',
    ],
  },
  danish: {
    set: ['ignorer', 'glem', 'se bort fra'],
    aside: [
      'tidligere instruktion',
      'tidligere instruks',
      'foregående instruktion',
      'forrige instruks',
      'alle instruktioner',
      'alle instruksjoner',
      'tidligere ordrer',
    ],
  },
  finnish: {
    set: ['unohda', 'ohita', 'sivuuta', 'jätä huomiotta', 'älä välitä'],
    aside: ['aiemmat ohjeet', 'aikaisemmat ohjeet', 'edelliset ohjeet', 'kaikki ohjeet', 'aiempia ohjeita'],
  },
  czech: {
    set: ['ignoruj', 'zapomeň', 'zapomeňte', 'nedbej', 'zabudni'],
    aside: [
      'předchozí pokyn',
      'předchozí instrukc',
      'předešlé pokyny',
      'dřívější pokyny',
      'všechny pokyny',
      'všechny instrukce',
      'predchádzajúce pokyny',
      'predchádzajúce inštrukcie',
    ],
  },
  romanian: {
    set: ['ignoră', 'ignorați', 'uită', 'uitați'],
    aside: ['instrucțiunile anterioare', 'instrucțiunile precedente', 'toate instrucțiunile', 'regulile anterioare'],
  },
  hungarian: {
    set: ['hagyd figyelmen kívül', 'felejtsd el', 'ne vedd figyelembe', 'hagyja figyelmen kívül'],
    aside: ['korábbi utasítás', 'előző utasítás', 'minden utasítás', 'összes utasítás', 'korábbi szabály'],
  },
  greek: {
    set: ['αγνόησε', 'αγνοήστε', 'ξέχασε', 'ξεχάστε'],
    aside: ['προηγούμενες οδηγίες', 'προηγούμενες εντολές', 'όλες τις οδηγίες', 'παραπάνω οδηγίες'],
  },
  persian: {
    set: ['نادیده بگیر', 'فراموش کن'],
    aside: ['دستورالعمل‌های قبلی', 'دستورات قبلی', 'دستورهای قبلی', 'همه دستور', 'تمام دستور'],
    verbLast: true,
  },
  thai: {
    set: ['ละเว้น', 'เพิกเฉย', 'ลืม', 'ไม่ต้องสนใจ'],
    aside: ['คำสั่งก่อนหน้า', 'คำแนะนำก่อนหน้า', 'คำสั่งทั้งหมด', 'คำสั่งเดิม'],
  },
  hebrew: { set: ['התעלם', 'שכח'], aside: ['ההוראות הקודמות', 'כל ההוראות', 'מההוראות הקודמות'] },
}

export const OVERRIDE_ABROAD: readonly Phrase[] = Object.values(LANGUAGES).map(wordingOf)

/** A few words may stand between the two. */
function wordingOf({ set, aside, verbLast, unless = [] }: Words): Phrase {
  const [verbs, objects] = [set.flatMap(atAnyPlace), aside.flatMap(atAnyPlace)]
  const [first, second] = verbLast === true ? [objects, verbs] : [verbs, objects]
  const other = unless.length === 0 ? '' : `(?![^ ]{0,8} (?:${unless.join('|')}))`
  return phrase(objects, new RegExp(`(?:${first.join('|')})[^.!?]{0,40}?(?:${second.join('|')})${other}`, 'g'))
}
