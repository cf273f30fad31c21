// The person behind a gateway of ours: approves the server of the suite, logs in to it where it wants that, looks at what it listed, and
// does what a refusal says. What the official suite counts is what the gateway does of it.
import { type Ended, loggedIn, typed } from '../../test/login/person.ts'
import type { Home } from '../../test/real/home.ts'
import { wordsOf } from './capabilities.ts'

export type Known = {
  /** A client that was registered by hand, or the address of a document about one. */
  readonly client: string | null
  readonly secret: string | null
}

const GRANTS = wordsOf('the servers of client scenarios')

export class Person {
  readonly #home: Home
  readonly #way: readonly string[]
  readonly #known: Known
  /** How many refusals there were when one was last followed. */
  #followed = 0

  constructor(home: Home, url: URL, more: readonly string[], known: Known) {
    this.#home = home
    this.#way = ['--url', url.href, '--net', `${url.host}@127.0.0.1`, ...more]
    this.#known = known
    if (known.secret !== null) home.env['SUITE_SECRET'] = known.secret
  }

  /** `wantsLogin`: it tells strangers nothing, and the person knows that. */
  async approve(wantsLogin: boolean): Promise<void> {
    if (!wantsLogin) return done(await this.#approve())
    await this.#approveLogin([])
    await this.logIn()
  }

  /** What it listed to the first who came. */
  async agree(): Promise<void> {
    done(await typed(this.#home, 'approve', 'suite', '--yes'))
  }

  /** An issuer that the server names is one that the person knows: here all are on this machine. */
  async logIn(...scopes: readonly string[]): Promise<void> {
    const words = ['suite', '--yes', ...scopes.flatMap((scope) => ['--scope', scope])]
    const first = await loggedIn(this.#home, words)
    const issuer = /takes tokens of \\?"([^"\\]+)/.exec(first.stderr)?.[1]
    if (issuer === undefined) return done(first)
    const { client, secret } = this.#known
    await this.#approveLogin([
      ...['--oauth', issuer],
      ...(client === null ? [] : ['--oauth-client', client]),
      ...(secret === null ? [] : ['--oauth-secret', 'env:SUITE_SECRET']),
    ])
    done(await loggedIn(this.#home, words))
  }

  /** What the newest refusal asks for; false: nothing was refused since for want of a login. */
  async followRefusal(): Promise<boolean> {
    const { stdout } = await typed(this.#home, 'log', 'query', '--type', 'fault', '--json', '--limit', '1000')
    const refusals = [...stdout.matchAll(/"code": ?"way-(login|credentials|scope)"/g)]
    const [, kind] = refusals.at(-1) ?? []
    if (kind === undefined || refusals.length === this.#followed) return false
    this.#followed = refusals.length
    await (kind === 'scope' ? this.logIn(...scopesIn(stdout)) : this.logIn())
    return true
  }

  async #approveLogin(more: readonly string[]): Promise<void> {
    done(await this.#approve('--login', 'shared', '--pending-catalogue', ...more))
  }

  #approve(...more: readonly string[]): Promise<Ended> {
    return typed(this.#home, 'approve', 'suite', '--yes', ...this.#way, ...GRANTS, ...more)
  }
}

const scopesIn = (log: string): readonly string[] => {
  const wanted = /it wants the scopes ((?:\\"[^"\\]+\\" ?)+)/.exec(log)?.[1] ?? ''
  return [...wanted.matchAll(/\\"([^"\\]+)\\"/g)].map(([, scope]) => scope!)
}

function done({ status, stdout, stderr }: Ended): void {
  if (status !== 0) throw new Error(stdout + stderr)
}
