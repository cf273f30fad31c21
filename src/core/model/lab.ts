// The words of the lab: what an attack is, what is expected to stop it, and what was seen when it was played.
import type { Asks } from './grants.ts'
import type { AlertKind } from './alert.ts'
import type { Era } from './catalogue.ts'
import type { IssuerTrick, Visit } from './lab-visit.ts'
import type { Environment } from './pin.ts'

export type Layer = 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6' | 'L7' | 'L8' | 'L9' | 'L10' | 'L11'

/** The parts of a layer that can stop something, each with what it does. */
export const PARTS = {
  configs: {
    layer: 'L1',
    does: 'what is written into the config of a client is found, and starts nothing before it is approved',
  },
  install: { layer: 'L2', does: 'nothing of a package is executed when it is installed' },
  listeners: { layer: 'L1', does: 'servers of this machine that answer whoever asks are found and named' },
  pin: { layer: 'L3', does: 'only what was approved is offered and started' },
  protocol: { layer: 'L4', does: 'only legal messages of a bounded size pass, with arguments as they were approved' },
  identity: { layer: 'L5', does: 'who asks shows at each request a token that was made for here' },
  tenants: { layer: 'L5', does: 'what one person has is of no other: sessions, servers and what they keep' },
  policy: { layer: 'L5', does: 'a person or a policy decides over a call' },
  rules: { layer: 'L6', does: 'text with no honest reading is not approved, and does not pass' },
  files: { layer: 'L7', does: 'files that are not granted do not exist' },
  calls: { layer: 'L7', does: 'dangerous system calls are refused' },
  user: { layer: 'L7', does: 'it runs as a user without rights' },
  environment: { layer: 'L7', does: 'it sees only granted variables' },
  processes: { layer: 'L7', does: 'all that it started ends with it' },
  limits: { layer: 'L7', does: 'memory, processes and time are bounded' },
  egress: { layer: 'L8', does: 'only granted hosts can be named and reached' },
  report: { layer: 'L10', does: 'what a person is shown holds no code of a stranger, and what is recorded no secret' },
  effects: { layer: 'L9', does: 'what a tool was seen to do decides whether it is called again' },
  flow: { layer: 'L9', does: 'what was seen before decides what may follow' },
} as const satisfies Record<string, { readonly layer: Layer; readonly does: string }>
export type Part = keyof typeof PARTS

/** The layers that the lab can switch off, with the parts that are then gone. What ends and limits a server stays on. */
export const SWITCHES = {
  L6: ['rules'],
  L7: ['files', 'calls', 'user'],
  L8: ['egress'],
  L9: ['flow'],
} as const satisfies Partial<Record<Layer, readonly Part[]>>
export type Switch = keyof typeof SWITCHES
export const isSwitch = (word: string): word is Switch => Object.hasOwn(SWITCHES, word)

/** Every layer on, or one of them off. */
export type Column = 'all' | Switch

/** One step of an attack, and the parts that are expected to stop it, declared before it is run. */
export type Step = { readonly does: string; readonly stoppedBy: readonly Part[] }

/** What counts as success of the attacker. */
export type Harm =
  /** Bait of these categories arrived at the sink; all categories when none is named. */
  | { readonly kind: 'sink'; readonly categories?: readonly string[] }
  /** The client, and so the model, was handed bait. */
  | { readonly kind: 'heard'; readonly categories: readonly string[] }
  /** Files of the bait home were changed, made or taken away; up to `bearable` of them count as none. */
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly bearable?: number }
  /** The server could say this to the client. */
  | { readonly kind: 'said'; readonly words: string }
  /** The sink was called: while the client waited for nothing, or after it had left. */
  | { readonly kind: 'called'; readonly when: 'idle' | 'later' }
  /** So many lines reached the client that answer nothing it asked. */
  | { readonly kind: 'forged'; readonly lines: number }
  /** A line of at least this size reached the client. */
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** Bait of these categories stands in what was recorded. */
  | { readonly kind: 'kept'; readonly categories: readonly string[] }
  /** What a person was shown holds a code that steers the terminal. */
  | { readonly kind: 'steered' }
  /** Whoever reads what the server says, and uses it as it is meant, is kept busy for so long. */
  | { readonly kind: 'held'; readonly ms: number }
  /** Something was asked of what lies inside the network, and is nobody's business. */
  | { readonly kind: 'reached' }
  /** What a person opens in a browser holds a link of the server's. */
  | { readonly kind: 'linked' }
  /** JSON nested at least this deep reached the client. */
  | { readonly kind: 'depth'; readonly levels: number }

/** Powers that a person would give to such a server. Paths are folders of the bait home. */
export type LabGrants = {
  readonly read?: readonly string[]
  readonly write?: readonly string[]
  /** The one harmless host of the lab. */
  readonly net?: true
  readonly env?: readonly string[]
  /** From the store: each with the kind of bait that is its value, and what it is for. */
  readonly secrets?: Readonly<Record<string, { readonly bait: string; readonly environment: Environment }>>
  /** What it may ask through its client. */
  readonly allow?: readonly Asks[]
  readonly memory?: string
  readonly pids?: string
  readonly time?: string
}

export type Call = { readonly tool: string; readonly arguments: Readonly<Record<string, string>> }

/** A server of the lab and what its client asks of it. `mode` tells the fixture which of its disguises to wear. */
export type Play = {
  readonly fixture: string
  readonly mode: string
  /** A folder as it lies, or a package that is installed from the lab's own registry. */
  readonly from: 'folder' | 'package'
  readonly grants: LabGrants
  readonly calls: readonly Call[]
  /** Two hundred documents lie in its home: laying them out takes longer than the rest of it, and only mass changes need them. */
  readonly documents?: true
  /** How often the client asks for its tools before it calls any; once where it is left out. */
  readonly lists?: number
  /**
   * Who is asked to approve it: somebody who agrees to all that is not blocked, or who declines whatever a rule warns of, or who
   * accepts also what is blocked.
   */
  readonly person?: 'careful' | 'yielding'
  /** How many questions about calls are allowed, each for the whole session; those that come after are denied. Without it nobody sits there. */
  readonly allows?: number
  /** The kind of bait that the person types into every form, and that the client puts beside questions to its model. */
  readonly types?: string
  /** How it stands in the config of a client, which is looked at first. Without it a person names it by hand. */
  readonly listed?: Listing
  /** Honest servers that the same client uses in the same conversation, approved before. */
  readonly beside?: readonly Neighbour[]
  /** The client has a tool of its own that writes its config, and afterwards starts what stands there. It is watched where it is protected. */
  readonly host?: true
  /** The set of statements that decides; `balanced` where it is left out. */
  readonly policy?: 'strict'
  /** What it was approved for; `dev` where it is left out. */
  readonly environment?: Environment
  /** For what the user works here; for anything where it is left out. */
  readonly profile?: Environment
  /** How the client speaks; the legacy era where it is left out. */
  readonly era?: Era
  /** Over HTTP: who comes, one after another, in place of `calls`. */
  readonly visits?: readonly Visit[]
  /** The client talks over HTTP, where it is no matter of single visits. */
  readonly over?: 'http'
  /** Whose tokens are taken there: those of an issuer of the lab. Without it that of this machine. */
  readonly issuer?: IssuerTrick
  /** It is reached at an address, and not started by us. */
  readonly remote?: true
  /** Beside what is protected the same server listens as it was, and `discover` looks for it. */
  readonly leftOpen?: true
}

export type Listing = {
  /** What the entry is called. */
  readonly name?: string
  /** What the package is called; as the fixture where it is left out. */
  readonly package?: string
  /** Variables of the entry: each with the kind of bait that is its value, or with a word of its own. */
  readonly env?: Readonly<Record<string, string>>
}
export type Neighbour = { readonly name: string; readonly play: Omit<Play, 'calls' | 'beside' | 'listed'> }

/** One way to carry an attack out. */
export type Variant = {
  readonly id: string
  readonly what: string
  readonly steps: readonly Step[]
  /** Harm needs both to get at something and to carry it away: any one layer may fail. */
  readonly twoStep: boolean
  readonly harm: Harm
  readonly play: Play
  /** What must be raised for a person to look at, wherever what raises it is on. */
  readonly alert?: AlertKind
  /** Places in which the rules must find something, all of them, wherever the rules are on: `PLACE`, or `RULE at PLACE`. */
  readonly finds?: readonly string[]
  /** What is not there yet that would have to stop it: it is declared, and not played. */
  readonly open?: string
  /** Why nothing here could stop it, whatever is built: it is declared, and not played. */
  readonly beyond?: string
}

/** Why it is not played; undefined: it is. */
export const unplayed = ({
  open,
  beyond,
}: {
  readonly open?: string | undefined
  readonly beyond?: string | undefined
}): string | undefined => open ?? beyond

export type Twin = { readonly what: string; readonly play: Play }

export type Attack = {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly variants: readonly [Variant, ...Variant[]]
  /** What the unprotected control shows. */
  readonly control: string
  /** An honest server of the same kind, which must go on working, and ask a person no more often than that: never where it is left out. */
  readonly twin: Twin & {
    readonly questions?: number
    /** Further conversations of that kind. */
    readonly also?: readonly Twin[]
  }
}

/** What all of its twins do. */
export const twinWords = ({ twin }: Pick<Attack, 'twin'>): string =>
  `${[twin, ...(twin.also ?? [])].map(({ what }) => what.replace(/\.$/, '')).join('; ')}.`

/** Which layer stopped something, by which report of ours. The words are safe to print. */
export type Stop = { readonly part: Part; readonly by: string; readonly what: string }

/** What a rule found, where, and what it says of it. The words are safe to print. */
export type Found = { readonly rule: string; readonly at: string; readonly note: string }

/** What came of one run. `done` of `of` is the harm; `outputs` are the answers that the client got to its calls. */
export type Played = {
  readonly done: number
  readonly of: number
  readonly sinkBytes: number
  readonly stops: readonly Stop[]
  /** What was raised for a person to look at. It warns, and stops nothing. */
  readonly alerts: readonly string[]
  /** What the rules found, before it was approved and while it ran. */
  readonly findings: readonly Found[]
  /** Calls about which a person was to be asked. */
  readonly questions: number
  readonly outputs: readonly string[]
}

/** What came of one run of an honest twin. */
export type TwinRun = Pick<Played, 'outputs' | 'questions'>

export type VariantResult = {
  readonly variant: Variant
  readonly control: Played | null
  readonly runs: Partial<Record<Column, Played>>
}
export type AttackResult = {
  readonly attack: Attack
  readonly variants: readonly VariantResult[]
  readonly twin: {
    readonly control: readonly string[] | null
    readonly runs: Partial<Record<Column, TwinRun>>
  }
  /** Why it could not be played to its end. */
  readonly trouble: string | null
}

/** One field of the matrix: good, bad, or neither. The words are safe to print. */
export type Cell = { readonly state: 'good' | 'bad' | 'note'; readonly word: string; readonly why: string }

export type LabGroup = {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly trouble: string | null
  readonly rows: readonly LabRow[]
  readonly twin: { readonly what: string; readonly cells: readonly Cell[] }
}
export type LabRow = {
  readonly variant: string
  readonly what: string
  readonly twoStep: boolean
  readonly steps: readonly { readonly does: string; readonly layers: readonly string[] }[]
  readonly control: Cell
  /** One for each column. */
  readonly cells: readonly Cell[]
}
export type LabMatrix = {
  readonly columns: readonly Column[]
  readonly groups: readonly LabGroup[]
  /** What it comes to, one sentence each. */
  readonly sums: readonly Cell[]
  readonly exit: 0 | 1 | 2
}
