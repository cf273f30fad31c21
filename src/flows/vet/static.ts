// The part that reads: every file of a package as it lies there. Nothing of it is executed.
import type { VetMaterial, VetPart } from '../../core/model/vetting.ts'

export async function lookAtFiles({ folder }: VetMaterial): Promise<VetPart> {
  void folder
  const unanswered = [{ rule: 'static', why: 'files are not read yet' }]
  return {
    part: 'static',
    report: {
      subject: 'files',
      findings: [],
      unanswered,
      looked: [],
      notLooked: ['what the server does when it runs'],
    },
    coverage: [],
  }
}
