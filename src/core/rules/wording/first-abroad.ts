// Orders to call a tool before all others, in languages other than English.
import type { Phrase } from '../../text/match/phrase.ts'
import { type Part, spelled } from './abroad.ts'

type Before = {
  readonly tools: Part
  /** Parts in their order, with `@` for tools. */
  readonly orders: readonly string[]
}

const LANGUAGES: Readonly<Record<string, Before>> = {
  german: {
    tools: ['werkzeug', 'tool'],
    orders: [
      'muss|immer|stets|zuerst|ist … vor jedem anderen|vor allen anderen|vor jeglichem anderen|vor jedem … @',
      'benutze|verwende|nutze|verwenden sie … kein anderes|keine anderen|nie ein anderes|niemals ein anderes … @',
      '@ … ist vor jedem anderen|ist vor allen anderen',
    ],
  },
  french: {
    tools: ['outil'],
    orders: [
      'toujours|doit|doivent|impérativement … avant tous les autres|avant tout autre|avant chaque … @',
      "n'utilise|n'utilisez … autre|autres … @",
    ],
  },
  spanish: {
    tools: ['herramienta'],
    orders: [
      'siempre|debe|obligatorio … antes que cualquier otra|antes de cualquier otra|antes de todas las demás … @',
      'no uses|nunca uses|no utilices|no utilice … otra|otras|ninguna otra … @',
    ],
  },
  portuguese: {
    tools: ['ferramenta'],
    orders: [
      'sempre|deve|obrigatório … antes de qualquer outra|antes de todas as outras … @',
      'não use|nunca use|não utilize … outra|outras|nenhuma outra … @',
    ],
  },
  italian: {
    tools: ['strumento', 'strumenti'],
    orders: [
      'sempre|deve|obbligatorio … prima di qualsiasi altro|prima di ogni altro|prima di tutti gli altri … @',
      'non usare|non utilizzare … altro|altri|nessun altro … @',
    ],
  },
  dutch: {
    tools: ['hulpmiddel', 'gereedschap', 'tool'],
    orders: ['moet|altijd|eerst … vóór elk ander|voor elk ander|voor alle andere … @'],
  },
  polish: {
    tools: ['narzędzi'],
    orders: ['zawsze|musi|należy … przed każdym innym|przed wszystkimi innymi|przed użyciem innych … @'],
  },
  russian: {
    tools: ['инструмент'],
    orders: [
      'всегда|должен|обязательно|необходимо … перед любым другим|перед всеми другими|перед каждым … @',
      'не используй|не используйте|никогда не используй … другие|другой|других … @',
      'выбирай|используй … @ … вместо остальных|вместо всех|вместо любого',
    ],
  },
  chinese: {
    tools: ['工具'],
    orders: [
      '任何其他|所有其他|其他任何|其它任何 … @ … 之前|前 … 必须|务必|都要',
      '不要使用|禁止使用|切勿使用|不得使用 … 其他|其它|别的 … @',
      '必须|务必 … 任何其他|所有其他|其他任何 … @ … 之前|前',
    ],
  },
  japanese: {
    tools: ['ツール'],
    orders: [
      '他のすべての|他の全ての|すべての|あらゆる … @ … 前に … 必ず|最初に',
      '他の … @ … 使わず|使わないで|使用しないで|使ってはいけ',
    ],
  },
  korean: { tools: ['도구'], orders: ['다른 모든|모든 다른|모든|다른 … @ … 전에|앞서 … 반드시|먼저'] },
  turkish: { tools: ['araç'], orders: ['diğer tüm|her … @ … önce … mutlaka|her zaman|çağrılmalı'] },
}

export const FIRST_ABROAD: readonly Phrase[] = Object.values(LANGUAGES).flatMap(({ tools, orders }) =>
  orders.map((order) => spelled(order, tools)),
)
