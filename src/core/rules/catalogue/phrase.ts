// Wordings that order a model about. All are matched on the plain reading of a field, with bounded gaps: linear time.
import type { Evidence } from '../../model/finding.ts'
import { excerptOf } from '../../text/excerpt.ts'
import { redact } from '../../text/secret.ts'
import type { Span } from '../../text/span.ts'
import { visible } from '../../text/visible.ts'
import type { Field } from './subject.ts'

export function place({ at, text }: Field, span: Span, note?: string): Evidence {
  return { at, excerpt: excerptOf(text, span), span, ...(note === undefined ? {} : { note }) }
}

/** Where words stand in the text of a field; the note shows them where they are hidden there. */
export type Match = { readonly span: Span; readonly words: string; readonly note?: string }

/** Every match of the patterns in a field, open or hidden, without those that the words before undo. */
export function* matches(field: Field, patterns: readonly RegExp[]): Generator<Match> {
  for (const pattern of patterns) {
    const open: Span[] = []
    for (const [start, end] of spansIn(field.normal.text, pattern)) {
      const span = field.normal.original(start, end)
      open.push(span)
      yield { span, words: field.normal.text.slice(start, end) }
    }
    for (const { by, inner, normal, spanOf } of field.hidden) {
      for (const [start, end] of spansIn(normal.text, pattern)) {
        const within = normal.original(start, end)
        const span = spanOf(...within)
        if (open.some(([from, to]) => from < span[1] && span[0] < to)) continue
        open.push(span)
        const note = `hidden in ${by.join(', in it ')}: ${shown(inner, within)}`
        yield { span, words: normal.text.slice(start, end), note }
      }
    }
  }
}

function* spansIn(text: string, pattern: RegExp): Generator<Span> {
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (!isAbout(text, index)) yield [index, index + found.length]
  }
}

/** At most 160 characters, without secrets; what a person would not see is written as escapes. */
const shown = (text: string, [start, end]: Span): string =>
  visible(JSON.stringify(redact(text, [start, Math.min(end, start + 160)])))

/** The same, as evidence. */
export function* found(fields: readonly Field[], patterns: readonly RegExp[]): Generator<Evidence> {
  for (const field of fields) for (const { span, note } of matches(field, patterns)) yield place(field, span, note)
}

/** A tool that guards against such words names them: "detects …", "blocks attempts to …", "never …". */
const ABOUT =
  /\b(?:(?:detect(?:s|ing|ion of)?|block(?:s|ing)?|prevent(?:s|ing)?|reject(?:s|ing)?|flag(?:s|ging)?|identif(?:y|ies|ying)|scan(?:s|ning)? (?:\w+ ){0,3}for|check(?:s|ing)? (?:\w+ ){0,3}for|protect(?:s|ing)? (?:\w+ ){0,3}(?:against|from)|attempts? to|phrases? (?:such as|like)|patterns? (?:such as|like)|warns? about)\b[^.!?,;:]{0,40}|(?:refuses? to|will never|does(?: not|n't)|will not|won't|cannot|can't|is not able to) (?:\w+ ){0,1})$/

const isAbout = (text: string, index: number): boolean => ABOUT.test(text.slice(Math.max(0, index - 90), index))

const ORDERS = String.raw`(?:instructions?|prompts?|rules|guidelines?|directions?|directives?|constraints?|commands?|messages?|restrictions?|guardrails|safeguards|polic(?:y|ies)|training|context|request)`
const EARLIER = String.raw`(?:all|any|every|the|your|my|its|their|these|those|previous|prior|above|earlier|preceding|former|existing|original|initial|current|other|system|safety|security|developer|user'?s?|actual)`

export const OVERRIDE: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|dismiss|abandon) (?:${EARLIER} |of |about ){1,4}${ORDERS}\b`,
    'g',
  ),
  new RegExp(
    String.raw`\b(?:override|bypass|circumvent|supersede|overrule)s? (?:${EARLIER} ){0,3}(?:previous|prior|above|earlier|system|safety|security|original) (?:${EARLIER} )?${ORDERS}\b`,
    'g',
  ),
  /\b(?:ignore|disregard|forget) (?:all |everything )?(?:the |that |you )?(?:(?:above|previous|prior|preceding|were told|have been told|know)(?= (?:and|then|but|or)\b|[,.;:!]| ?$))/g,
  /\b(?:you are|act|behave|operate|switch) (?:now )?(?:in|to|as|into) (?:an? )?(?:developer|debug|god|dan|jailbreak|unrestricted|maintenance|admin) mode\b/g,
  /\b(?:new|updated|real|actual) system (?:message|prompt|instructions?|directive)\b/g,
  /\b(?:do not|don't|never|stop) follow(?:ing)? (?:the |your |any |all )?(?:previous|prior|system|safety|original|user'?s?|other) (?:instructions?|rules|guidelines|prompts?|requests?)\b/g,
  /\btreat (?:any|all|every|each|the) (?:\w+ ){0,8}as (?:an? )?(?:direct |authorized |system |trusted ){1,3}(?:commands?|instructions?|orders?|prompts?)\b/g,
  /\b(?:this|these) (?:tool|instruction|rule|directive|message)s? (?:overrides?|supersedes?|takes? (?:precedence|priority) over) (?:\w+ ){0,3}(?:instructions?|prompts?|rules|guidelines|tools?)\b/g,
  /\b(?:ignore|disregard|bypass|forget|disable) (?:[\w']+ ){0,3}(?:safety|security) (?:polic(?:y|ies)|rules|guidelines|checks|constraints|filters)\b/g,
  /\bwithout (?:applying |any |performing )?(?:safety|security) checks?\b/g,
]

const PEOPLE = String.raw`(?:users?|humans?|operators?|persons?|people|anyone|anybody|customers?|them|end-users?|developers?)`

export const SECRECY: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:do not|don't|never|must not|mustn't|should not|shouldn't|avoid|not to) (?:ever )?(?:tell|telling|inform|informing|notify|notifying|alert|alerting|warn|warning|let) (?:\w+ ){0,2}${PEOPLE}\b(?! (?:to|how|if|that (?:it|the \w+) (?:is|was) (?:done|complete|success)))`,
    'g',
  ),
  new RegExp(
    String.raw`\bwithout (?:ever )?(?:telling|informing|notifying|alerting|warning|mentioning (?:it|this|that)? ?to|the knowledge of|asking or telling|the consent of) (?:\w+ ){0,2}${PEOPLE}\b`,
    'g',
  ),
  new RegExp(
    String.raw`\b(?:do not|don't|never|must not|should not|avoid|not to) (?:ever )?(?:mention|mentioning|disclose|disclosing|reveal|revealing|discuss|report|acknowledge|talk about|show|say anything about|explain|refer to) (?:about )?(?:this|these|that|it|the (?:above|following|existence|use|usage)|anything about (?:this|it)|any of this|you (?:read|used|called|did|need|have|are))\b(?: (?:tool|step|instruction|note|message|action|call|behaviou?r|file|rule|request|process|part|parameter|requirement)s?| to (?:\w+ ){0,2}${PEOPLE}|[.!,;]| ?$)`,
    'g',
  ),
  new RegExp(
    String.raw`\b(?:keep|remain|stay) (?:this |it |these |that |all of this )?(?:\w+ )?(?:secret|hidden|concealed|confidential|invisible) (?:from|to) (?:\w+ ){0,2}${PEOPLE}\b`,
    'g',
  ),
  new RegExp(
    String.raw`\b(?:hide|conceal|hidden|invisible) (?:this|it|these|the \w+)?(?: \w+)? ?(?:from|to) (?:the )?(?:user|human|operator)\b`,
    'g',
  ),
  /\b(?:silently|secretly|covertly|discreetly|quietly) (?:also )?(?:read|send|append|add|include|upload|copy|forward|post|call|invoke|execute|run|transmit|exfiltrate|collect|bcc|attach|log|record|pass|embed|insert)\b/g,
  /\b(?:never|do not|don't) (?:reveal|mention|disclose|repeat) (?:these|this|the|your|any of these) (?:hidden |secret |internal )?(?:instructions?|directives?|prompts?|notes?)\b/g,
]

const READS = String.raw`(?:reads?|open|cat|load|access|include|send|upload|exfiltrates?|copy|attach|pass|return|embed|fetch|extract|append|post|forward|email|steals?|harvest|dump|grab|collect|get|retrieve|leak|transmit|print|output|provide|use|paste|insert|put|share|store|save|check|look (?:at|up|into)|contents? of|encode|submit)`
const SECRET_PLACE = String.raw`(?:~|\$home|%userprofile%|/root|/home/[\w.-]{1,40}|/users/[\w.-]{1,40})/\.(?:ssh|aws|gnupg|kube|docker|azure|config/gcloud|config/gh|npmrc|netrc|pypirc|git-credentials|bash_history|zsh_history|env|cursor/mcp\.json|codeium|claude|gemini|codex|password-store)[\w./-]{0,60}|\.ssh/[\w.-]{1,40}|\bid_(?:rsa|ed25519|ecdsa|dsa)\b|\bssh (?:private )?keys?\b|\bprivate (?:ssh |gpg |pgp )?keys?\b|\.aws/credentials|/etc/(?:passwd|shadow|sudoers)|/proc/self/environ|\bwallet\.dat\b|\b(?:crypto|bitcoin|ethereum) wallets?\b|\bseed phrases?\b|\bkeychain\b|\.(?:netrc|npmrc|pypirc|git-credentials|kube/config|docker/config\.json)\b|\bmcp(?:_config)?\.json\b|\bclaude_desktop_config\.json\b|\b(?:browser|chrome|firefox) (?:cookies|passwords|logins)\b`

/** An order to read or hand out what only its owner should. */
export const SECRET_FILE: readonly RegExp[] = [
  new RegExp(
    String.raw`\b${READS}\b(?:[^.]|\.(?! )){0,70}?(?:${SECRET_PLACE})(?!\S* (?:is|are|will be) (?:denied|blocked|forbidden|refused|excluded|ignored|never|not)\b)`,
    'g',
  ),
  new RegExp(
    String.raw`\b(?:send|upload|exfiltrates?|post|forward|email|leak|transmit|embed|append|attach|steals?|harvest|pass|include|paste)\b(?:[^.]|\.(?! )){0,70}?(?:(?<![\w/])\.env\b|\benvironment variables\b|\bapi[ _-]?keys?\b|\bcredentials?\b|\bpasswords?\b|\baccess tokens?\b|\bsession tokens?\b)(?:[^.]|\.(?! )){0,60}?\b(?:to (?:an?|our|the|this|https?:|my|\w+@)|in(?:to)? the ['"\x60]?\w+['"\x60]? (?:field|parameter|argument|param)|inside|as (?:an? |the )?(?:\w+ )?(?:argument|parameter|value))`,
    'g',
  ),
]

/** Words that send the conversation or what was read to somewhere else. */
export const LEAVES: readonly RegExp[] = [
  /\b(?:send|post|upload|forward|transmit|exfiltrate|leak|report|submit|bcc|copy)s?\b(?:[^.]|\.(?! )){0,90}?\b(?:to|at|via) (?:https?:\/\/|(?:an? |the |our |my )?(?:attacker|external (?:host|server|endpoint|url|address|analytics|collector)|remote (?:host|server|endpoint)|collector|exfil|webhook)|[\w.+-]{1,60}@[\w-]{1,60}\.)/g,
  /\b(?:exfiltrat(?:e|es|ing)|steals?|smuggle)\b/g,
  /\b(?:include|pass|append|embed|put|add|attach|insert|output|reveal|return|dump|provide|repeat)\b(?:[^.]|\.(?! )){0,40}?\b(?:entire|full|whole|complete|all)\b(?:[^.]|\.(?! )){0,20}?\b(?:conversation|chat|message) (?:history|log|context|so far)\b/g,
]

/** Asking for the model's own instructions: rude, but not yet theft. */
export const PROMPT: readonly RegExp[] = [
  /\b(?:reveal|output|print|repeat|show|return|dump|leak|include)s? (?:\w+ ){0,2}(?:your|the) (?:full |entire |complete |hidden )?system (?:prompt|message|instructions)\b/g,
]

/** Orders about when this tool must come before everything else. */
export const FIRST: readonly RegExp[] = [
  /\b(?:before|prior to) (?:using|calling|invoking|running|executing|answering|doing|performing) (?:any|all|every|each|the other|other) (?:other |of the |available |mcp ){0,2}(?:tools?|functions?|servers?|actions?|requests?|questions?|tasks?|thing)\b/g,
  /\b(?:must|always|should|have to|need to|required to|is mandatory to|please) (?:\w+ ){0,3}(?:call|use|invoke|run|execute)(?:ed|d)? (?:this (?:tool |function )?)?(?:first|before (?:any|every|each|all|anything|other|doing|answering|responding))\b/g,
  /\bevery time (?:the user|you|someone|a user) (?:asks?|sends?|calls?|says?|uses?|writes?|responds?)\b/g,
  /\b(?:this tool|it) must (?:always )?be (?:called|used|invoked|run) (?:first|before (?:any|every|all|each|other))\b/g,
  /\b(?:formatting|this|it) requires you to first (?:call|read|run|use)\b/g,
  /\bbefore (?:every|each|any) (?:response|answer|reply|tool call|other tool|operation|request|message)\b/g,
]

/** Marks that imitate the roles of a conversation or the voice of a system. */
export const ROLES: readonly RegExp[] = [
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>/g,
  /\[\/?inst\]|<<\/?sys>>/g,
  /<\/?(?:important|system|secret|hidden|instructions|admin|override|system-?(?:prompt|message|reminder|instruction)s?)>/g,
  /(?:^|[.!?\n] )(?:system|assistant instructions|hidden directive|note to (?:the )?(?:assistant|ai|model|llm)|ai instructions?|system (?:note|override|message)): /g,
  /(?<!#)#{2,6} ?(?:new )?(?:system|hidden|secret) (?:message|prompt|instructions?)/g,
  /\[(?:assistant|system|ai|model) (?:instructions?|note|directive|override)\b/g,
]
