// What a command may touch of the process. Wired once in main.ts; tests hand in their own.
import type { Consent } from '../core/model/consent.ts'
import type { TlsSettings } from '../core/identity/certificate/settings.ts'
import type { Expected } from '../core/identity/expected.ts'
import type { Baselines } from '../core/model/feature.ts'
import type { Profile } from '../core/lock/profile.ts'
import type { Tier } from '../core/model/finding.ts'
import type { VetTier } from '../core/model/vet-tier.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Wire } from '../io/transport/wire.ts'

export type World = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Where our state lies; created private on first use, refused when others could write it. */
  readonly paths: Paths
  /** The user's config.yaml, read and checked when first asked for. */
  readonly config: () => Promise<Config>
  readonly now: () => Date
  /** The way to the gateway process where it was begun before the command was loaded; null: not for this `run`. */
  readonly reaching?: Promise<Wire | null>
}

export type { Consent, Paths }
export type Config = {
  readonly yes: Consent
  readonly trustOnce: Consent
  readonly unconfined: Consent
  /** The host uid of installs and descriptions when Sallyport itself is started by root. Never 0. */
  readonly sandboxUid: number
  /** As `FIRST-LAST`: one host uid for each server that root starts. */
  readonly serverUids: string
  /** The gravest tier that the person's own rules may have. */
  readonly userRules: Tier
  /** Where the guard of `run NAME` lives. */
  readonly runIn: 'itself' | 'gateway'
  /** Seconds without a server after which the gateway process ends. */
  readonly gatewayIdle: number
  /** Seconds that a call waits for a person; 0: nobody is asked. */
  readonly approvalWait: number
  /** Whether the client may be given a form to ask with. */
  readonly approvalForms: 'off' | 'on'
  /** `off`, or the address that questions are sent to; where the key that signs both comes from. */
  readonly approvalsWebhook: string
  readonly approvalsWebhookSecret: string
  /** Whether answers of modern servers may be kept for others than who asked. */
  readonly sharedCaches: 'off' | 'on'
  /** How results say whose words they hold. */
  readonly markUntrusted: 'meta' | 'text' | 'off'
  /** `off`, or the effect classes that a person allows only with a second factor. */
  readonly stepUp: string
  /** `off`, or points of all servers of one client in a time, such as `1000/1m`. */
  readonly clientCalls: string
  /** Whether calls are compared with what is usual for their tool. */
  readonly baselines: Baselines
  /** Whose approvals may be used, by their label; `any`: all of them. */
  readonly profile: Profile
  /** The tier of vetting that every approval is in at least; `off`: only where the person names one. */
  readonly tier: 'off' | VetTier
  /** `ask`, or `cmd:/PROGRAM WORD…` which prints the passphrase of the store of secrets. */
  readonly secretsKey: string
  /** Days after which a secret of the store is to be changed; 0: never. */
  readonly secretMaxAge: number
  /** A shipped policy set, or `own` for policy.cedar beside config.yaml. */
  readonly policy: 'strict' | 'balanced' | 'observe' | 'own'
  /** Whose tokens `serve` takes; null: only that of this machine. */
  readonly identity: Expected | null
  /** `off`, or where `serve` shows its metrics, as HOST:PORT. */
  readonly metrics: string
  /** `off`, or the address of a collector that takes OTLP over HTTP. */
  readonly traces: string
  /** What `serve` shows and takes by TLS; null: it speaks plain HTTP, on loopback alone. */
  readonly tls: TlsSettings | null
}
