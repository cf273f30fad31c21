// Orders to read or hand out what only its owner should.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { atAnyPlace } from './abroad.ts'

const READS = String.raw`(?:reads?|open|cat|load|access|include|send|upload|exfiltrates?|copy|attach|pass|return|embed|fetch|extract|append|post|forward|email|steals?|harvest|dump|grab|collect|get|retrieve|leak|transmit|print|output|provide|use|paste|insert|put|share|store|save|check|hand|give|supply|enclose|gather|take|passes|look (?:at|up|into)|contents? of|encode|submit)`
const SECRET_PLACE = String.raw`(?:~|\$home|%userprofile%|/root|/home/[\w.-]{1,40}|/users/[\w.-]{1,40})/\.(?:ssh|aws|gnupg|kube|docker|azure|config/gcloud|config/gh|npmrc|netrc|pypirc|git-credentials|bash_history|zsh_history|env|cursor/mcp\.json|codeium|claude|gemini|codex|password-store)[\w./-]{0,60}|\.ssh/[\w.-]{1,40}|\bid_(?:rsa|ed25519|ecdsa|dsa)\b|\bssh (?:private )?keys?\b|\bprivate (?:ssh |gpg |pgp )?keys?\b|\.aws/credentials|/etc/(?:passwd|shadow|sudoers)|/proc/self/environ|\bwallet\.dat\b|\b(?:crypto|bitcoin|ethereum) wallets?\b|\bseed phrases?\b|\bkeychain\b|\.(?:netrc|npmrc|pypirc|git-credentials|kube/config|docker/config\.json)\b|\bmcp(?:_config)?\.json\b|\bclaude_desktop_config\.json\b|\b(?:browser|chrome|firefox)(?:'s)? (?:saved )?(?:cookies|passwords|logins)\b`

/** What stands in each of these places. */
const PLACES = [
  ...['ssh', 'aws', 'gnupg', 'kube', 'docker', 'azure', 'config/gcloud', 'config/gh', 'npmrc', 'netrc', 'pypirc'],
  ...['git-credentials', 'bash_history', 'zsh_history', 'env', 'cursor/mcp', 'codeium', 'claude', 'gemini', 'codex'],
  'password-store',
]
  .map((name) => `/.${name}`)
  .concat(
    ['.ssh/', 'id_rsa', 'id_ed25519', 'id_ecdsa', 'id_dsa', 'ssh key', 'ssh private', 'private key', 'private ssh key'],
    ['private gpg key', 'private pgp key', '.aws/credentials', '/etc/passwd', '/etc/shadow', '/etc/sudoers'],
    [
      '/proc/self/environ',
      'wallet.dat',
      'crypto wallet',
      'bitcoin wallet',
      'ethereum wallet',
      'seed phrase',
      'keychain',
    ],
    [
      '.netrc',
      '.npmrc',
      '.pypirc',
      '.git-credentials',
      '.kube/config',
      '.docker/config',
      'mcp.json',
      'mcp_config.json',
    ],
    ['claude_desktop_config'],
    ['browser', 'chrome', 'firefox'].flatMap((name) =>
      [name, `${name}'s`, `${name} saved`, `${name}'s saved`].flatMap((whose) =>
        ['cookies', 'passwords', 'logins'].map((what) => `${whose} ${what}`),
      ),
    ),
  )

/** To read or pass on, in other languages; as they stand in a levelled text. */
const READS_ABROAD = [
  ...['lies', 'lese', 'lesen sie', 'öffne', 'übergib', 'sende', 'schicke', 'kopiere'],
  ...['lis', 'lisez', 'ouvre', 'ouvrez', 'envoie', 'envoyez', 'transmets', 'copie', 'copiez'],
  ...[
    'lee',
    'lea',
    'leer',
    'abre',
    'envía',
    'envíe',
    'copia',
    'leggi',
    'leggere',
    'apri',
    'invia',
    'leia',
    'abra',
    'envie',
  ],
  ...[
    'lees',
    'lees eerst',
    'stuur',
    'przeczytaj',
    'odczytaj',
    'otwórz',
    'wyślij',
    'läs',
    'öppna',
    'skicka',
    'læs',
    'les',
  ],
  ...['přečti', 'přečtěte', 'otevři', 'pošli', 'citește', 'citiți', 'trimite', 'olvasd', 'küldd', 'lue', 'lähetä'],
  ...['прочитай', 'прочитайте', 'прочти', 'открой', 'отправь', 'перешли', 'відкрий', 'надішли', 'διάβασε', 'στείλε'],
  ...[
    'baca',
    'bacalah',
    'kirim',
    'đọc',
    'gửi',
    'mở',
    '读取',
    '读',
    '讀取',
    '打开',
    '发送',
    'اقرأ',
    'افتح',
    'أرسل',
    'קרא',
    'שלח',
    'อ่าน',
    'ส่ง',
  ],
]
const READ_AFTER = [
  ...[
    '読み取',
    '読ん',
    '読み込',
    '送信',
    'を含め',
    '읽',
    '보내',
    '전송',
    'पढ़',
    'भेज',
    'oku',
    'gönder',
    'ekle',
    'بخوان',
    'بفرست',
    'পড়',
    'পাঠা',
  ],
]
const levels = (words: readonly string[]): string => words.flatMap(atAnyPlace).join('|')

export const SECRET_FILE: readonly Phrase[] = [
  phrase(
    PLACES,
    new RegExp(
      `(?<![a-z])(?:${levels(READS_ABROAD)})(?![a-z])[^.!?。\\n]{0,60}?(?:${SECRET_PLACE})|(?:${SECRET_PLACE})[^.!?。\\n]{0,60}?(?:${levels(READ_AFTER)})`,
      'g',
    ),
  ),
  phrase(
    PLACES,
    new RegExp(
      String.raw`\b${READS}\b(?:[^.]|\.(?! )){0,70}?(?:${SECRET_PLACE})(?!\S* (?:is|are|will be) (?:denied|blocked|forbidden|refused|excluded|ignored|never|not)\b)`,
      'g',
    ),
  ),
  phrase(
    [
      '.env',
      'environment variables',
      'api key',
      'api_key',
      'api-key',
      'apikey',
      'credential',
      'password',
      'access token',
      'session token',
    ],
    new RegExp(
      String.raw`\b(?:send|upload|exfiltrates?|post|forward|email|leak|transmit|embed|append|attach|steals?|harvest|pass|include|paste)\b(?:[^.]|\.(?! )){0,70}?(?:(?<![\w/])\.env\b|\benvironment variables\b|\bapi[ _-]?keys?\b|\bcredentials?\b|\bpasswords?\b|\baccess tokens?\b|\bsession tokens?\b)(?:[^.]|\.(?! )){0,60}?\b(?:to (?:an?|our|the|this|https?:|my|\w+@)|in(?:to)? the ['"\x60]?\w+['"\x60]? (?:field|parameter|argument|param)|inside|as (?:an? |the )?(?:\w+ )?(?:argument|parameter|value))`,
      'g',
    ),
  ),
]
