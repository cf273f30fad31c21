// The user's config.yaml. A damaged file is refused with its line: defaults would quietly undo what it forbids.
import type { Document, LineCounter, ParsedNode } from 'yaml'
import { yamlFault } from '../../core/text/yaml-fault.ts'
import { tlsIn } from '../../core/identity/certificate/settings.ts'
import { safeAddress } from '../../core/identity/address.ts'
import { expectedIn, type Misfit } from '../../core/identity/expected.ts'
import { PROFILES } from '../../core/lock/profile.ts'
import { VET_TIERS } from '../../core/model/vet-tier.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readListen as listenIn } from '../../core/protocol/http/authority.ts'
import { readBounded } from '../../io/file/read.ts'
import { readUidRange } from '../../io/store/uids.ts'
import { rateIn } from '../../flows/grants/budget.ts'
import { readWebhookAddress } from '../../core/approval/webhook-address.ts'
import { effectsIn } from './asking.ts'
import { CONFIG_BYTES, configFile } from './config-file.ts'
import type { Config } from '../world.ts'

/** One of these words. */
const oneOf = (...words: readonly string[]) => ({
  wants: `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`,
  accepts: (value: unknown) => words.includes(value as string),
})
const consent = oneOf('ask', 'allow', 'deny')

/** Every setting: its value when the file does not say, and what it accepts. */
export const SETTINGS = {
  yes: { default: 'ask', ...consent, summary: 'Whether `--yes` may stand for a typed answer' },
  trustOnce: {
    default: 'ask',
    ...consent,
    summary: 'Whether `run --trust-once` may start a server that nobody approved',
  },
  unconfined: { default: 'ask', ...consent, summary: 'Whether a server may run without a sandbox' },
  sandboxUid: {
    // Not 65534: other services run as nobody too, and one user id may signal and trace its own processes.
    default: 65_533,
    wants: 'a user id from 1 to 4294967294',
    accepts: (value: unknown) =>
      Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32 - 1,
    summary: 'The user that packages are installed and servers described as when root starts Sallyport',
  },
  serverUids: {
    // Free by the lists of systemd, and so many that two state folders hardly meet.
    default: '1900000000-1999999999',
    wants: 'two user ids with a dash, such as 60706-61182',
    accepts: (value: unknown) => readUidRange(value) !== null,
    summary: 'The users, one for each server, that servers run as when root starts Sallyport',
  },
  userRules: {
    default: 'review',
    ...oneOf('review', 'block'),
    summary: 'Whether your own rules may only ask for a look, or also block',
  },
  runIn: {
    default: 'gateway',
    ...oneOf('itself', 'gateway'),
    summary: 'Whether each `run NAME` guards its server itself, or all of them in one gateway process',
  },
  gatewayIdle: {
    // As long as a session may rest: one that waits for the gateway to end would lose what it was exposed to.
    default: 1_800,
    wants: 'a number of seconds from 1 to 86400',
    accepts: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 86_400,
    summary: 'After how many seconds without a server the gateway process ends',
  },
  approvalWait: {
    // Common clients give up after 60 seconds, and take a later answer for nothing.
    default: 50,
    wants: 'a number of seconds from 0 to 500',
    accepts: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 500,
    summary: 'How many seconds a call that the policy asks about waits for `sallyport approvals`; 0 refuses it at once',
  },
  approvalForms: {
    default: 'off',
    ...oneOf('off', 'on'),
    summary: 'Whether a call that reads or writes may also be asked about by a form of the client (MCP elicitation)',
  },
  approvalsWebhook: {
    default: 'off',
    wants: 'off, or an address that begins with https://, or with http://127.0.0.1 or http://[::1]',
    accepts: (value: unknown) => value === 'off' || readWebhookAddress(value) !== null,
    summary: 'Where a question is sent as well, signed and without secrets; its signed answer counts once',
  },
  approvalsWebhookSecret: {
    default: 'off',
    wants: 'off, env:NAME, file:/PATH or cmd:/PROGRAM WORD…',
    accepts: (value: unknown) =>
      value === 'off' ||
      isCommand(value) ||
      (typeof value === 'string' && /^(?:env:[A-Za-z_]\w*|file:\/.+)$/.test(value)),
    summary: 'Where the key comes from that signs questions and answers of `approvalsWebhook`',
  },
  markUntrusted: {
    default: 'meta',
    ...oneOf('meta', 'text', 'off'),
    summary:
      'How results say whose words they hold: in their `_meta`; also in a text around what anybody may have written; or not at all',
  },
  sharedCaches: {
    default: 'off',
    ...oneOf('off', 'on'),
    summary:
      'Whether a server may say that its answers are for everybody (`cacheScope: public`); otherwise `serve` says that they are for who asked',
  },
  stepUp: {
    default: 'off',
    wants: 'off, or effect classes with commas, such as `pay, send`',
    accepts: (value: unknown) => effectsIn(value) !== null,
    summary: 'Which calls are allowed only with a code of an authenticator (`sallyport approvals step-up`)',
  },
  clientCalls: {
    default: 'off',
    wants: 'off, or points in a time, such as 1000/1m',
    accepts: (value: unknown) => value === 'off' || (typeof value === 'string' && rateIn(value) !== null),
    summary:
      'Points that the calls of all servers of one client may cost together (`runIn: gateway`), such as `1000/1m`',
  },
  baselines: {
    default: 'learn',
    ...oneOf('off', 'learn', 'enforce'),
    summary:
      'Whether calls are compared with what is usual for their tool: `learn` tells what is not, `enforce` also asks a person',
  },
  profile: {
    default: 'any',
    ...oneOf(...PROFILES),
    summary:
      'Whose approvals, grants and secrets may be used, by `approve --env-label`: only those of this very label; `any` takes all',
  },
  tier: {
    default: 'off',
    ...oneOf('off', ...VET_TIERS),
    summary:
      'The tier of vetting that every approval is in at least ([what it asks](guides/vetting.md#tiers)); `off`: only where `--tier` names one',
  },
  secretsKey: {
    default: 'ask',
    wants: 'ask, or `cmd:/PROGRAM WORD…`',
    accepts: (value: unknown) => value === 'ask' || isCommand(value),
    summary:
      'Whether the passphrase of the store of secrets is typed, or printed by a command such as that of a keychain',
  },
  secretMaxAge: {
    default: 90,
    wants: 'a number of days from 0 to 3650',
    accepts: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 3_650,
    summary: 'After how many days `sallyport secrets list` asks for a new value of a secret; 0 never does',
  },
  policy: {
    default: 'balanced',
    ...oneOf('strict', 'balanced', 'observe', 'own'),
    summary: 'Which policy decides: a shipped set, or `own` for the file policy.cedar beside config.yaml',
  },
  identity: {
    default: null,
    wants: 'a map of issuer, resource, scopes, serverScopes, groupsClaim, acr, amr, tokens and dpopNonce',
    reads: expectedIn,
    summary:
      'Whose tokens `serve` takes, and what they must say ([how](guides/platform-engineer.md#tokens-of-your-issuer))',
  },
  metrics: {
    default: 'off',
    wants: 'off, or HOST:PORT such as 127.0.0.1:9464',
    accepts: (value: unknown) => value === 'off' || (typeof value === 'string' && isPort(value)),
    summary: 'Where `serve` shows metrics and its health ([how](guides/team-service.md#metrics))',
  },
  traces: {
    default: 'off',
    wants: 'off, or the address of a collector: https, or http on this machine',
    accepts: (value: unknown) => value === 'off' || (typeof value === 'string' && safeAddress(value) !== null),
    summary: 'Where `serve` sends traces by OTLP over HTTP ([how](guides/team-service.md#traces))',
  },
  tls: {
    default: null,
    wants: 'a map of certificate, key and clients',
    reads: tlsIn,
    summary:
      'The certificate that `serve` shows, and which certificates of clients it takes ([how](guides/team-service.md#tls))',
  },
} as const satisfies Record<keyof Config, Setting>

type Setting = { readonly default: unknown; readonly wants: string; readonly summary: string } & (
  | { readonly accepts: (value: unknown) => boolean }
  /** One that is more than a word: what it says, or the member that is wrong. */
  | { readonly reads: (value: Json) => object | Misfit }
)

/** Metrics are on a port alone. */
function isPort(value: string): boolean {
  const listen = listenIn(value)
  return listen !== null && listen.path === undefined
}

/** No shell reads it, so nothing of a shell may stand in it. */
const isCommand = (value: unknown): boolean =>
  typeof value === 'string' && /^cmd:\/[^\0-\x1f\x7f"'`$\\]+$/.test(value) && !/ {2}| $/.test(value)

/** The settings of `config.yaml` in this folder, or the defaults where there is no such file. */
export async function readConfig(folder: string): Promise<Config> {
  const path = configFile(folder)
  const bytes = await readBounded(path, { maxBytes: CONFIG_BYTES, code: 'config-invalid' })
  const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]))
  const config = { ...defaults, ...(bytes === null ? {} : await readSettings(bytes, path)) } as Config
  if ((config.approvalsWebhook === 'off') !== (config.approvalsWebhookSecret === 'off'))
    throw invalid(path, 1, 'approvalsWebhook and approvalsWebhookSecret belong together')
  return config
}

/** Words that YAML reads as nothing but themselves. Its parser is large, and `run` is started often. */
const PLAIN =
  /^(?:([A-Za-z]+): (ask|allow|deny|review|block|itself|gateway|strict|balanced|observe|own|any|dev|test|prod|off|on|meta|text|low|medium|high|learn|enforce|0|[1-9]\d*))?$/

/** The settings of a file of plain lines; null where only the whole parser can tell what it says. */
function plainSettings(text: string): Record<string, unknown> | null {
  const settings: Record<string, unknown> = {}
  for (const line of text.split('\n')) {
    const [isPlain, name, value] = PLAIN.exec(line) ?? [null]
    if (isPlain === null) return null
    if (name === undefined) continue
    const meant = /^\d/.test(value!) ? Number(value) : value
    const setting: Setting | null = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as keyof Config] : null
    const isWord = setting !== null && 'accepts' in setting && setting.accepts(meant)
    if (!isWord || Object.hasOwn(settings, name)) return null
    settings[name] = meant
  }
  return Object.keys(settings).length === 0 ? null : settings
}

async function readSettings(bytes: Uint8Array, path: string): Promise<Record<string, unknown>> {
  const plain = plainSettings(textOf(bytes, path))
  if (plain !== null) return plain
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(textOf(bytes, path), {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    strict: true,
  })
  refuseFaults(document, lines, path)
  if (!isMap(document.contents)) throw invalid(path, 1, 'holds no settings; remove it, or write `yes: ask`')
  const settings: Record<string, unknown> = {}
  for (const { key, value } of document.contents.items) {
    const line = lines.linePos((isScalar(key) && key.range?.[0]) || 0).line
    const name = isScalar(key) ? String(key.value) : ''
    if (!Object.hasOwn(SETTINGS, name)) {
      throw invalid(
        path,
        line,
        `no setting is called ${quote(untrusted(name))}; known are ${Object.keys(SETTINGS).join(', ')}`,
      )
    }
    const setting: Setting = SETTINGS[name as keyof Config]
    const said = jsonIn(value, document)
    const read = 'reads' in setting ? setting.reads(said) : isScalar(value) && setting.accepts(said) ? said : null
    if (read === null) throw invalid(path, line, `${name} wants ${setting.wants}`)
    if (isMisfit(read)) {
      const member = isMap(value)
        ? value.items.find(({ key }) => isScalar(key) && key.value === read.at)?.key
        : undefined
      const at = (isScalar(member) && member.range?.[0]) || (isScalar(key) && key.range?.[0]) || 0
      const of = read.at === '' ? name : `${name}: ${quote(untrusted(read.at))}`
      throw invalid(path, lines.linePos(at).line, `${of} ${read.why}`)
    }
    settings[name] = read
  }
  return settings
}

const isMisfit = (read: unknown): read is Misfit => typeof read === 'object' && read !== null && 'at' in read

/** Null also for what only stands elsewhere: an alias could grow without end. */
function jsonIn(node: ParsedNode | null, document: Document.Parsed): Json {
  try {
    return (node?.toJS(document, { maxAliasCount: 0 }) ?? null) as Json
  } catch {
    return null
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(path, 1, 'is not UTF-8 text')
  }
}

function refuseFaults({ errors, warnings }: Document.Parsed, lines: LineCounter, path: string): void {
  const fault = errors[0] ?? warnings[0]
  if (fault !== undefined)
    throw invalid(path, lines.linePos(fault.pos[0]).line, `not readable as YAML: ${yamlFault(fault.code)}`)
}

const invalid = (path: string, line: number, why: string): Failure =>
  new Failure('config-invalid', `${quote(untrusted(path), 400)} line ${line}: ${why}`)
