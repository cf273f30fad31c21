// docs/rules.md, from the tables of rules.
import { rulesDoc } from '../../src/core/report/rules-doc.ts'
import { CATALOGUE_RULES, ENTRY_RULES, FILE_RULES, LAUNCH_RULES, MESSAGE_RULES } from '../../src/core/rules/index.ts'
import { ADVISORY_CARDS } from '../../src/core/advisory/findings.ts'
import { PROVENANCE_CARDS } from '../../src/core/provenance/findings.ts'
import { REHEARSAL_RULES } from '../../src/core/rules/rehearsal/table.ts'
import { TLS_RULES } from '../../src/core/rules/remote/table.ts'
import { RUNNING_RULES } from '../../src/core/rules/running/table.ts'
import { PROJECT_CARDS } from '../../src/core/rules/project/table.ts'
import { CODE_RULES } from '../../src/core/vet/rules/index.ts'
import { RESEMBLES_INJECTION, RESEMBLES_POISON } from '../../src/core/rules/resemblance.ts'
import { REFERENCES } from '../../src/core/rules/references.ts'

export function rulesPage(): string {
  const launch = {
    title: 'How a server is started',
    about: 'The command, its variables, address and headers, from a client config or the command line.',
    cards: LAUNCH_RULES,
  }
  const catalogue = {
    title: 'What a server says',
    about:
      'Every text a model reads: names, titles, descriptions, all of the schemas, annotations, `_meta`, icons, instructions, prompts and templates.',
    cards: [...CATALOGUE_RULES, RESEMBLES_POISON],
  }
  const message = {
    title: 'What is said while a server runs',
    about:
      'Arguments of calls, results, errors, resources, prompts, and what a server asks of a client. A finding of the tier `block` withholds the message.',
    cards: [...MESSAGE_RULES, RESEMBLES_INJECTION],
  }
  const entry = {
    title: 'What a client does with an entry',
    about: 'What stands around a server in the config of a client; `sallyport discover` asks this.',
    cards: ENTRY_RULES,
  }
  const file = {
    title: 'A config file as a whole',
    about: 'Who can read and write it, and what it lets through; `sallyport discover` asks this.',
    cards: FILE_RULES,
  }
  const tls = {
    title: 'How a server at an address is reached',
    about: 'What it showed of itself by TLS; `sallyport approve --url`, `scan --url` and `vet --remote` ask this.',
    cards: TLS_RULES,
  }
  const running = {
    title: 'What runs',
    about: 'Processes and listeners of this machine; `sallyport discover --processes` asks this.',
    cards: RUNNING_RULES,
  }
  const project = {
    title: 'What a change to a project adds',
    about:
      'Entries of the configs in a checkout, and the lockfile that it brings along; `sallyport scan --project` asks this.',
    cards: PROJECT_CARDS,
  }
  const code = {
    title: 'What the code of a package would do',
    about:
      'Its files as they lie there, its manifest, and where data goes in it; `sallyport vet` asks this. How bad it is follows from what is combined, and from when it runs.',
    cards: CODE_RULES,
  }
  const sources = {
    title: 'Who vouches for a package, and what is known of it',
    about: 'Its attestations, advisories and indicators; `sallyport vet` asks this.',
    cards: [...PROVENANCE_CARDS, ...ADVISORY_CARDS],
  }
  const rehearsal = {
    title: 'What a server did when it was played',
    about:
      'In a home with bait and a world that is Sallyport itself; `sallyport vet` asks this. What is `block` here makes the verdict `malicious`.',
    cards: REHEARSAL_RULES,
  }
  return rulesDoc(
    [launch, catalogue, message, entry, file, tls, running, project, code, sources, rehearsal],
    REFERENCES,
  )
}
