// Whether a person agrees to give power away. Only a typed answer counts, unless the user's own config says otherwise.
import type { Consent } from '../../core/model/consent.ts'
import { Failure } from '../../core/model/failure.ts'
import { askTerminal, type Ask } from './terminal.ts'

export type Wanted = {
  /** The setting of config.yaml that rules this kind of power, and what it says. */
  readonly setting: 'yes' | 'trustOnce' | 'unconfined'
  readonly allowed: Consent
  /** Whether `--yes` stands on the command line. */
  readonly yes: boolean
  /** Everything that the person must have seen, safe to print, ending before the line to type. */
  readonly question: string
  /** The exact answer that agrees. A name, never `y`: it takes a look to type it. */
  readonly expected: string
}

/** typed: a person read what was shown. configured: nobody did, and the user's own config.yaml lets that count. */
export type How = 'typed' | 'configured'

export type Agreed = { readonly given: true; readonly how: How } | { readonly given: false; readonly why: string }

export const howAnswered = ({ allowed, yes }: Pick<Wanted, 'allowed' | 'yes'>): How =>
  allowed === 'allow' && yes ? 'configured' : 'typed'

/** Fails when somebody must be asked and nobody can be. */
export async function consent(wanted: Wanted, ask: Ask = askTerminal): Promise<Agreed> {
  const { setting, allowed, yes, question, expected } = wanted
  if (allowed === 'deny') return { given: false, why: `config.yaml says \`${setting}: deny\`` }
  if (howAnswered(wanted) === 'configured') return { given: true, how: 'configured' }
  const isIgnored = yes && setting === 'yes'
  const note = isIgnored ? 'The option `--yes` does not count here: config.yaml says `yes: ask`.\n' : ''
  const answer = await ask(`${question}\n${note}Type ${expected} to agree, anything else to leave all as it is: `)
  if (answer === null) {
    const why = isIgnored ? 'and `--yes` does not count while config.yaml says `yes: ask`' : 'so nobody agreed'
    const isLacking = setting === 'yes' && allowed === 'allow'
    throw new Failure('terminal-missing', `this needs a typed answer; there is no terminal to ask on, ${why}`, {
      fix: isLacking
        ? 'Run the command yourself on a terminal, or add `--yes`: config.yaml lets it count.'
        : `Run the command yourself on a terminal. For automation, set \`${setting}: allow\` in the config.yaml of a state folder made for it (SALLYPORT_HOME)${setting === 'yes' ? ' and add `--yes`' : ''}.`,
    })
  }
  return answer === expected
    ? { given: true, how: 'typed' }
    : { given: false, why: 'the answer was not the word that was asked for' }
}
