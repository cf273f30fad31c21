// Why pip failed, in our words. pip's own are untrusted: indexes and packages write into them.
import { Failure } from '../../../core/model/failure.ts'
import { type Json, isObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { InstallAnswer } from '../install-run.ts'
import { plainName } from './wheels.ts'

/** `log` is what pip wrote about every file of an index that it passed over; empty where it could not be read. */
export function explainPip({ code, stderr, refused: denied, unreached }: InstallAnswer, log: string): Failure {
  const refused = /^sallyport-refused (.*)$/m.exec(stderr)?.[1]
  if (refused !== undefined) return foreign(refused)
  const errors = [...stderr.matchAll(/^ERROR: (.*)$/gm)].map(([, words]) => words!)
  const said = quote(untrusted(errors.at(-1) ?? stderr.trim().slice(-300)), 300)
  if (/\[Errno (?:28|122)\]/.test(stderr)) {
    return new Failure('disk-failed', `there is no room to install it: pip says ${said}`, {
      fix: 'Free some space, also with `sallyport doctor --fix`; nothing is half written.',
    })
  }
  if (unreached.length > 0) {
    return new Failure('registry-unreachable', `${unreached.slice(0, 5).join('; ')}; pip says ${said}`)
  }
  if (denied.length > 0) {
    return new Failure(
      'package-refused',
      `it would be fetched from where no index is: ${denied.slice(0, 5).join(', ')}`,
      {
        fix: 'If your index keeps its files at that host, name it in your pip.conf as well: `find-links = https://HOST/`.',
      },
    )
  }
  const missing = /No matching distribution found for (\S+)/.exec(stderr)?.[1]
  if (missing !== undefined) return unavailable(missing, stderr, log)
  if (/THESE PACKAGES DO NOT MATCH THE HASHES/.test(stderr)) {
    return new Failure('package-refused', `its bytes are not what the index promised: pip says ${said}`)
  }
  if (/ResolutionImpossible|conflicting dependencies/.test(stderr)) {
    return new Failure('package-refused', 'its dependencies exclude each other, or need what no wheel provides', {
      fix: 'Choose another version of the package, or of Python with `uvx --python VERSION`.',
    })
  }
  return new Failure('install-failed', `pip ended with ${code === null ? 'a signal' : `code ${code}`}: ${said}`, {
    fix,
  })
}

const fix = 'Check the network and the index setting of pip or uv, then repeat the command.'

function foreign(text: string): Failure {
  let said: Json = null
  try {
    said = JSON.parse(text) as Json
  } catch {
    // A package that writes such a line itself is refused as well.
  }
  const { name, from } = isObject(said) ? said : {}
  const shown = (value: Json | undefined): string => quote(untrusted(typeof value === 'string' ? value : ''), 200)
  return new Failure(
    'package-refused',
    `${shown(name)} is refused: a dependency wants it from ${shown(from)} and not from an index`,
  )
}

/** The index has none at all, or none that can be installed without executing anything, or none for this Python. */
function unavailable(requirement: string, stderr: string, log: string): Failure {
  const shown = quote(untrusted(requirement), 200)
  const name = plainName(/^[\w.-]*/.exec(requirement)![0])
  const version = /==([^,]+)$/.exec(requirement)?.[1]
  // pip tells of every version that it passes over; only the one that was asked for counts.
  const isMeant = (line: string): boolean =>
    version === undefined || [`-${version}.`, `-${version}-`, ` ${version} `].some((part) => line.includes(part))
  const lines = log.split('\n').filter((line) => plainName(line).includes(`/${name}-`))
  const passedOver = (why: RegExp): boolean => lines.some((line) => why.test(line) && isMeant(line))
  const hasWheel = lines.some((line) => line.includes('Found link'))
  if (passedOver(/No sources permitted for /) && (version !== undefined || !hasWheel)) {
    return new Failure('package-refused', `${shown} is published as source only: building it would run its code`, {
      fix: 'Choose a version with a wheel, or build it yourself where you trust it and name the program that starts it.',
    })
  }
  if (/^.*require a different python version.*$/im.exec(stderr)?.some(isMeant) === true) {
    return new Failure('target-unknown', `${shown} has no version for this Python`, {
      fix: 'Choose another Python, as in `uvx --python 3.13 PACKAGE`, or another version of the package.',
    })
  }
  if (passedOver(/none of the wheel's tags/)) {
    return new Failure('package-refused', `${shown} has no wheel for this machine and this Python`, {
      fix: 'Choose another version of the package, or of Python with `uvx --python VERSION`.',
    })
  }
  if (/Could not fetch URL|Retrying \(/.test(log + stderr) && !/404/.test(log)) {
    return new Failure('install-failed', `the index could not be asked for ${shown}`, { fix })
  }
  return new Failure('target-unknown', `the index does not have ${shown}`, { fix: 'Check the name and the version.' })
}
