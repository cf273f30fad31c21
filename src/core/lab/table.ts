// Every attack of the lab. What must stop each of them is declared here, before it is run.
import type { Attack } from '../model/lab.ts'
import { asking } from './attacks/asking.ts'
import { assistant } from './attacks/assistant.ts'
import { beacon } from './attacks/beacon.ts'
import { command } from './attacks/command.ts'
import { config } from './attacks/config.ts'
import { defence } from './attacks/defence.ts'
import { dns } from './attacks/dns.ts'
import { encodings } from './attacks/encodings.ts'
import { environment } from './attacks/environment.ts'
import { errors } from './attacks/errors.ts'
import { exhaustion } from './attacks/exhaustion.ts'
import { fatigue } from './attacks/fatigue.ts'
import { forgery } from './attacks/forgery.ts'
import { harvester } from './attacks/harvester.ts'
import { downgrade, leads } from './attacks/issuer.ts'
import { install } from './attacks/install.ts'
import { instructions } from './attacks/instructions.ts'
import { laundering } from './attacks/laundering.ts'
import { lie } from './attacks/lie.ts'
import { lookAlike } from './attacks/look-alike.ts'
import { page } from './attacks/page.ts'
import { mismatch } from './attacks/mismatch.ts'
import { passthrough } from './attacks/passthrough.ts'
import { payment } from './attacks/payment.ts'
import { picture } from './attacks/picture.ts'
import { persistence, worm } from './attacks/persistence.ts'
import { places } from './attacks/places.ts'
import { poisoning } from './attacks/poisoning.ts'
import { pivot } from './attacks/pivot.ts'
import { pull } from './attacks/pull.ts'
import { ransom } from './attacks/ransom.ts'
import { exposed, rebinding } from './attacks/rebinding.ts'
import { shadowing } from './attacks/shadowing.ts'
import { smuggling } from './attacks/smuggling.ts'
import { tenants } from './attacks/tenants.ts'
import { token } from './attacks/token.ts'
import { timeBomb } from './attacks/time-bomb.ts'
import { toxic } from './attacks/toxic.ts'
import { traversal } from './attacks/traversal.ts'

export const ATTACKS: readonly Attack[] = [
  lookAlike,
  poisoning,
  places,
  shadowing,
  pull,
  harvester,
  dns,
  environment,
  encodings,
  instructions,
  page,
  errors,
  toxic,
  pivot,
  smuggling,
  passthrough,
  leads,
  downgrade,
  command,
  traversal,
  laundering,
  config,
  rebinding,
  install,
  assistant,
  worm,
  persistence,
  beacon,
  ransom,
  exhaustion,
  fatigue,
  lie,
  forgery,
  mismatch,
  asking,
  picture,
  tenants,
  token,
  exposed,
  defence,
  timeBomb,
  payment,
]
