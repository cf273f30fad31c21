// Orders not to ask the person, in languages other than English. Orders only: that something is done "without confirmation" is a
// description.
import type { Phrase } from '../../text/match/phrase.ts'
import { type Part, spelled } from './abroad.ts'

/** `agreement`: what is not to be asked for, or who is not. */
type Unasked = { readonly agreement: Part; readonly orders: readonly string[] }

const LANGUAGES: Readonly<Record<string, Unasked>> = {
  german: {
    agreement: ['zustimmung', 'bestätigung', 'erlaubnis', 'einwilligung', 'freigabe', 'genehmigung'],
    orders: [
      'frag nicht|frage nicht|fragen sie nicht|bitte nicht|warte nicht|hole keine|verlange keine … @',
      'schalte|schalten sie … @ … ab|aus',
    ],
  },
  french: {
    agreement: ['confirmation', 'autorisation', 'permission', 'accord', 'consentement'],
    orders: ["ne demande pas|ne demandez pas|ne demande jamais|ne demandez jamais|n'attends pas|n'attendez pas … @"],
  },
  spanish: {
    agreement: ['confirmación', 'permiso', 'autorización', 'consentimiento', 'aprobación'],
    orders: ['no pidas|no pida|no solicites|no solicite|no esperes|no espere|nunca pidas … @'],
  },
  portuguese: {
    agreement: ['confirmação', 'permissão', 'autorização', 'consentimento', 'aprovação'],
    orders: ['não peça|não solicite|não espere|nunca peça|não aguarde … @'],
  },
  italian: {
    agreement: ['conferma', 'permesso', 'autorizzazione', 'consenso', 'approvazione'],
    orders: ['non chiedere|non chieda|non attendere|non aspettare|non richiedere … @'],
  },
  dutch: {
    agreement: ['toestemming', 'bevestiging', 'goedkeuring', 'akkoord'],
    orders: ['vraag niet|vraag geen|wacht niet|vraag nooit … @'],
  },
  polish: {
    agreement: ['zgodę', 'potwierdzenie', 'zgody', 'potwierdzenia', 'pozwolenie'],
    orders: ['nie pytaj|nie proś|nie czekaj|nigdy nie pytaj … @'],
  },
  russian: {
    agreement: ['разрешени', 'подтверждени', 'согласи'],
    orders: ['не спрашивай|не спрашивайте|не запрашивай|не запрашивайте|не проси|не жди … @'],
  },
  ukrainian: {
    agreement: ['дозвол', 'підтвердженн', 'згод'],
    orders: ['не питай|не питайте|не запитуй|не проси|не чекай … @'],
  },
  turkish: { agreement: ['onay', 'izin'], orders: ['@ … isteme|beklemeden|sorma|almadan'] },
  chinese: {
    agreement: ['用户', '使用者'],
    orders: ['无需|不需要|不必|不要|不用|请勿 … 询问|征求|等待|征得|请求 … @'],
  },
  japanese: {
    agreement: ['確認'],
    orders: ['@ … なしで|せずに|を求めず|は不要 … ください|すること|せよ|しなさい'],
  },
  korean: {
    agreement: ['동의 없이', '묻지 말고'],
    orders: ['@ … 하세요|하십시오|실행하|삭제하|보내|진행하'],
  },
  arabic: { agreement: ['تأكيد'], orders: ['لا تطلب|لا تنتظر|لا تسأل … @'] },
  vietnamese: {
    agreement: ['xác nhận', 'cho phép', 'xin phép'],
    orders: ['không cần|đừng|không được … hỏi|chờ|xin … @'],
  },
  indonesian: {
    agreement: ['konfirmasi', 'izin', 'persetujuan'],
    orders: ['jangan|tidak perlu … meminta|minta|menunggu … @'],
  },
}

export const CONSENT_ABROAD: readonly Phrase[] = Object.values(LANGUAGES).flatMap(({ agreement, orders }) =>
  orders.map((order) => spelled(order, agreement)),
)
