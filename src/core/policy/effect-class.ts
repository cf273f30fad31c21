// What a tool does, in our own judgement. A server's hints are noted but never lower it: a liar would set them.
import type { Effect, EffectClass, Item } from '../model/catalogue.ts'
import { isObject, type Json } from '../model/json.ts'
import { reveal } from '../model/untrusted.ts'
import { normalise } from '../text/normalise.ts'

/** Most severe first: where several verbs fit, the first class counts. */
const VERBS = [
  [
    'pay',
    /^(?:pay|payout|purchase|buy|checkout|charge|refund|donate|tip|transfer|withdraw|trade|swap|stake|bid|invest|wire|remit|settle|order|sell|mint)$/,
  ],
  [
    'execute',
    /^(?:execute|exec|run|rerun|eval|evaluate|invoke|launch|spawn|shell|bash|terminal|command|script|install|deploy|compile|build|start|restart|stop|kill|terminate|click|press|type|fill|hover|drag|tap|navigate|debug|trigger|dispatch)$/,
  ],
  [
    'delete',
    /^(?:delete|remove|drop|destroy|purge|erase|wipe|truncate|clear|unlink|rm|prune|uninstall|discard|trash|revoke|reset|rollback|revert|archive|empty|deprovision)$/,
  ],
  [
    'send',
    /^(?:send|post|publish|email|mail|tweet|notify|share|broadcast|forward|reply|submit|upload|dm|invite|comment|message|push|call|announce|respond|exfiltrate)$/,
  ],
  [
    'write',
    /^(?:write|create|update|upsert|edit|modify|set|add|insert|append|save|store|put|patch|move|rename|copy|replace|make|mkdir|touch|assign|unassign|merge|import|register|enable|disable|toggle|configure|change|fork|commit|gitcheckout|attach|detach|link|mark|star|follow|close|lock|unlock|schedule|cancel|generate|draw|sync|restore|approve|label|pin|log|record|init|initialize|new|grant|format|resize|complete|transition|book|reserve|apply|subscribe|unsubscribe|emulate|overwrite)$/,
  ],
] as const satisfies readonly (readonly [EffectClass, RegExp])[]
const READS =
  /^(?:get|list|read|search|find|fetch|show|describe|query|view|lookup|look|browse|inspect|count|check|compare|explain|summarize|summarise|analyze|analyse|validate|verify|retrieve|return|resolve|status|gitlog|info|help|ping|echo|calculate|compute|sum|multiply|subtract|divide|diff|grep|stat|tail|head|watch|wait|monitor|scan|crawl|lint|preview|estimate|extract|map|is|has|whoami|version|convert|translate|think|thinking|sequentialthinking|screenshot|snapshot|detect|classify|filter|discover|recommend|suggest|research|export|download|load|tree|print|display|traverse|audit|introspect|provide|gather|aggregate|peek|decompile|disassemble|presign|blame)$/

/** Verbs that name no thing as well, as `order`, `post` and `update` do: behind a reader they say what else it does (`search_replace`, `list_add`). */
const PLAIN_VERB =
  /^(?:delete|remove|destroy|erase|wipe|send|publish|submit|execute|invoke|write|create|upsert|insert|add|modify|replace|overwrite)$/

/** Verbs of little harm that name a thing as well, as the last word behind another noun: `pods_log`, `issue_comment`. */
const THING = /^(?:log|label|mark|star|link|record|post|comment|message|change)$/

/** Arguments that carry code or a command, whatever the tool is called. */
const CODE =
  /^(?:command|cmd|code|script|shell_command|bash|expression|function|sql|javascript|js|python|program|argv)$/
const MONEY =
  /\b(?:transfers? (?:funds|money|tokens|crypto)|(?:makes?|initiates?) an? (?:payment|bank transfer)|charges? (?:the|a) (?:card|customer)|places? an? (?:order|trade|bid)|(?:buy|sell)(?:s|ing)? (?:or (?:buy|sell)(?:s|ing)? )?(?:back )?(?:shares|stocks?|tokens|coins|crypto))\b/
/** A reader that admits more: "…, then deletes them", "and sends a copy". */
const ALSO =
  /\b(?:and|then|also|afterwards) (?:then |also )?(deletes?|removes?|erases?|sends?|posts?|uploads?|forwards?|emails?|executes?|overwrites?|pays?|transfers?|writes|updates|modifies)\b/
const GUESS: Effect = { effect: 'write', reason: 'nothing says that it only reads' }

type Said = { readonly effect: EffectClass; readonly word: string }

/** Never below what the tool's own words say. `reason` holds no invisible characters. */
export function classify(tool: Item): Effect {
  const own = judge(tool)
  const hint = contradicted(own.effect, tool.body['annotations'])
  const reason = reveal(own.reason)
  return { effect: own.effect, reason: hint === null ? reason : `${reason}; the server's ${hint} does not count` }
}

/** True where nothing was known and caution decided: no ground to call the server a liar. */
export const isGuess = ({ reason }: Effect): boolean => reason.startsWith(GUESS.reason)

function judge({ name, body }: Item): Effect {
  const words = wordsOf(name)
  const about = normalise(typeof body['description'] === 'string' ? body['description'].slice(0, 4000) : '').text
  const begins = verbOf(
    /^[^a-z]*(?:(?:tool|use this|this tool|this|used|allows you|lets you|a|to) )*([a-z]+)/.exec(about)?.[1] ?? '',
  )
  const isReader = READS.test(words[0] ?? '')
  if (isReader) {
    const joint = words.findIndex((word) => word === 'and' || word === 'then' || word === 'or')
    const more = strongest(joint < 0 ? words.filter((word) => PLAIN_VERB.test(word)) : words.slice(joint + 1))
    const also =
      more ??
      strongest([
        verbOf(ALSO.exec(about)?.[1] ?? ''),
        /^(?:delete|pay|transfer|exfiltrate)$/.test(begins) ? begins : '',
      ])
    return also === null ? { effect: 'read', reason: `its name says "${words[0]}"` } : admits(also)
  }
  if (MONEY.test(about)) return { effect: 'pay', reason: 'its description speaks of moving money' }
  const isThing = words.length === 1 && THING.test(words[0]!) && words[0] !== wordsIn(name)[0] && READS.test(begins)
  const named = isThing ? null : strongest(words.slice(0, 3))
  const told = strongest([begins, verbOf(ALSO.exec(about)?.[1] ?? '')])
  const code = codeArgument(body['inputSchema'] ?? null)
  if (named?.effect === 'pay' || named?.effect === 'execute')
    return { effect: named.effect, reason: `its name says "${named.word}"` }
  if (code !== null) return { effect: 'execute', reason: `its argument "${code}" carries code` }
  if (named !== null && (told === null || rank(named) <= rank(told)))
    return { effect: named.effect, reason: `its name says "${named.word}"` }
  if (told !== null) return admits(told)
  // "List, create or close a tab": the strongest of the verbs it begins with.
  const listed = strongest(
    about.split(/, (?:and |or )?| or | and /, 6).map((part) => verbOf(/^[a-z]+/.exec(part)?.[0] ?? '')),
  )
  if (listed !== null) return admits(listed)
  if (READS.test(begins)) return { effect: 'read', reason: `its description says "${begins}"` }
  return GUESS
}

const admits = ({ effect, word }: Said): Effect => ({ effect, reason: `its own words say "${word}"` })
const rank = ({ effect }: Said): number => VERBS.findIndex(([known]) => known === effect)

function strongest(words: readonly string[]): Said | null {
  for (const [effect, verbs] of VERBS) {
    const word = words.find((word) => verbs.test(word))
    if (word !== undefined) return { effect, word }
  }
  return null
}

/** In git these two neither pay nor write a log. */
const IN_GIT = /(?<![a-z])git[^a-z]+(checkout|log)(?![a-z])/

/** `browser_fileUpload` → upload, …: what stands before the first verb is the name of a product or an object. */
function wordsOf(name: string): string[] {
  const words = wordsIn(name)
  const verb = words.findIndex((word) => READS.test(word) || strongest([word]) !== null)
  return words.slice(Math.max(0, verb))
}

function wordsIn(name: string): string[] {
  const plain = normalise(name.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, '$1_$2')).text.replace(IN_GIT, 'git$1')
  return plain.split(/[^a-z]+/).filter((word) => word !== '')
}

/** The verb behind `deletes`, `copies` or `writing`, where we know one. */
function verbOf(word: string): string {
  const forms = [
    word,
    word.replace(/s$/, ''),
    word.replace(/es$/, ''),
    word.replace(/ies$/, 'y'),
    word.replace(/ing$/, ''),
    word.replace(/ing$/, 'e'),
  ]
  return forms.find((form) => READS.test(form) || strongest([form]) !== null) ?? word
}

function codeArgument(schema: Json): string | null {
  const properties = isObject(schema) ? schema['properties'] : undefined
  if (!isObject(properties)) return null
  return Object.keys(properties).find((name) => CODE.test(normalise(name.slice(0, 60)).text)) ?? null
}

function contradicted(effect: EffectClass, annotations: Json | undefined): string | null {
  if (!isObject(annotations) || effect === 'read') return null
  if (annotations['readOnlyHint'] === true) return 'readOnlyHint'
  return effect === 'delete' && annotations['destructiveHint'] === false ? 'destructiveHint' : null
}
