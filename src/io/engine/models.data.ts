// Written by `npm run train`. `madeOf` is the SHA-256 of all rows that a model was made from, as JSON.
import type { Model } from '../../core/text/ngram/score.ts'

export const MODELS: Readonly<
  Record<'catalogue' | 'answers', Omit<Model, 'weights'> & { readonly digest: string; readonly madeOf: string }>
> = {
  catalogue: {
    digest: '1ac17e24db10b9444916d3c209dcce2aba097e708a8aa63c0d5906df959b19b7',
    madeOf: 'dc987fe7b7cc9670cfcd814f6d0fec968f900271866d172b4394295516df6c2a',
    scale: 0.0149516,
    bias: -2.74516,
    threshold: 1.7,
  },
  answers: {
    digest: '44cbccf9d3f404a53d0bc0eb77c39265ce9038df8e5a1ccfffb6fce0ef51a8a7',
    madeOf: '3624db22289914d46b54fc3a2b75a774632c25dc5f86635a74a42755e6a70472',
    scale: 0.0179239,
    bias: -0.173067,
    threshold: 4,
  },
}
