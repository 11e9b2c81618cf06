import { html, nothing, svg, type TemplateResult } from 'lit';
import { noiseFloorMeaning } from '../../../src/common/explanations';
import {
  formatNats,
  formatNumber,
  formatProbability,
  formatSignedNats,
  fromNats,
} from '../../../src/common/format';
import { figuresOf, logRatioOf } from '../../../src/common/protocol/panelToken';
import { tokens as countOfTokens } from '../../../src/common/sentences';
import { tokenFinding, tokenNotes } from '../../../src/common/panel/tokenReport';
import { barScale, probabilityText } from '../../../src/common/panel/bars';
import {
  probabilitiesOf,
  type Candidate,
  type ShownProbability,
} from '../../../src/common/panel/mergeTop';
import { supposedAt, textIn } from '../../../src/common/panel/supposed';
import { exactColumn } from '../state/panelView';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { swatch, type SwatchOf } from '../parts/swatch';
import { tokenLabel, tokenText } from '../parts/tokenText';
import { tokenStrip } from './tokenStrip';
import { whatIfControl } from './whatIfControl';

/** Candidates that are shown before one asks for all. */
const shortList = 10;

/** Most probable tokens of an exact mixture that are shown in any case. */
const leading = 3;

/**
 * One token: its neighbours, what both models expected there, and its numbers. It is of one and the same
 * token throughout: another one is shown once its numbers are there.
 */
export function tokenSection(input: SectionInput, context: PanelContext): TemplateResult {
  const { view, tokens } = input;
  const { row } = input.token;
  return section(
    'token',
    html`<span class="secondary place"
        >${tokens.number(row)} of ${tokens.result.tokenCount}, line ${tokens.line(row)}</span
      >
      ${exportButton(context, 'token', 'Token', { row, lambda: view.lambda })}
      ${disclosureButton(view, context, 'tokenHelp', 'What is this?', 'What is the token section?')}`,
    html`${disclosed(view, 'tokenHelp', () => tokenHelp(tokens.result.topK))}
      <p class="finding">
        ${tokenText(tokens.text(row), 'chip')} ${tokenFinding(tokens, input.token)}
      </p>
      ${tokenStrip(input, context)}
      ${tokenNotes(tokens, input.token).map((note) => html`<p class="secondary">${note}</p>`)}
      <div class="token-body">${candidateTable(input, context)} ${figureTable(input)}</div>`,
  );
}

function candidateTable(input: SectionInput, context: PanelContext): TemplateResult {
  const { view, tokens, token } = input;
  const { row } = token;
  const actual = tokens.result.columns.id[row] ?? -1;
  const { lambda } = view;
  const mixture = exactColumn(view, row)?.mixture;
  const { candidates: all, probabilities: supposed } = supposedAt(token, actual, lambda, mixture);
  const names = new Map(Array.from(token.ids, (id, index) => [id, token.texts[index] ?? '']));
  const isLong = all.length > shortList + 2;
  const open = view.open.has('tokenAll');
  const shown = isLong && !open ? shorten(all, mixture?.ids.subarray(0, leading)) : all;
  const whatIfOf = (candidate: Candidate): WhatIfCell =>
    supposed === undefined ? 'none' : (supposed[all.indexOf(candidate)] ?? 'rest');
  const scale = barScale(all, supposed);
  const hasThird = all.some(({ conditioned }) => conditioned !== undefined);
  return html`<div class="candidates-box">
    <table class="candidates ${hasThird ? 'many' : ''}" id="tokenAll">
      <caption class="hidden-text">
        Most probable next tokens under ${hasThird ? 'base, base with the prefix' : 'base'} and
        tuned
      </caption>
      <thead>
        <tr>
          <th scope="col">next token</th>
          <th scope="col" class="bar-cell">
            <span class="scale" aria-hidden="true"
              ><span>0</span><span>${formatProbability(scale)}</span></span
            >
            <span class="hidden-text">probability as bars</span>
          </th>
          <th scope="col" class="number">${swatch('base')} base</th>
          ${
            hasThird
              ? html`<th scope="col" class="number wrapping">
                  ${swatch('conditioned')} with prefix
                </th>`
              : nothing
          }
          <th scope="col" class="number">${swatch('tuned')} tuned</th>
          ${
            lambda === undefined
              ? nothing
              : html`<th scope="col" class="number">
                  ${swatch('what-if')} λ ${formatNumber(lambda, 2)}
                </th>`
          }
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${shown.map((candidate) => {
          const { id } = candidate;
          const name = names.get(id) ?? (id === actual ? tokens.textOf(id) : undefined);
          const goOn = (): void => {
            const { uri, comparison } = view;
            context.post({ type: 'alternative', uri, comparison, row, id });
          };
          // A text can only be continued with tokens that the comparison has.
          return name === undefined
            ? candidateRow(candidate, textIn(mixture, id), scale, whatIfOf(candidate), undefined)
            : candidateRow(candidate, name, scale, whatIfOf(candidate), goOn);
        })}
      </tbody>
    </table>
    ${
      isLong
        ? disclosureButton(
            view,
            context,
            'tokenAll',
            open ? 'Show fewer' : `Show all ${all.length}`,
            open ? 'Show fewer next tokens' : `Show all ${all.length} next tokens`,
          )
        : nothing
    }
    ${whatIfControl(input, context)}
  </div>`;
}

/** The first candidates, and the token that is there and other ids even if they are further down. */
function shorten(all: readonly Candidate[], ids: Int32Array | undefined): readonly Candidate[] {
  return all.filter(
    ({ id, isActual }, index) => index < shortList || isActual || ids?.includes(id) === true,
  );
}

/** What the what-if column has of a candidate: that it is not there, or that it is one of all others. */
type WhatIfCell = number | 'none' | 'rest';

function candidateRow(
  candidate: Candidate,
  text: string,
  scale: number,
  supposed: WhatIfCell,
  goOn: (() => void) | undefined,
): TemplateResult {
  return html`<tr class=${candidate.isActual ? 'actual' : ''}>
    <th scope="row">
      ${tokenText(text)}${
        candidate.isActual
          ? html`<span class="marker" title="the token that is there" aria-hidden="true">◂</span
              ><span class="hidden-text">, the token that is there</span>`
          : nothing
      }
    </th>
    <td class="bar-cell">
      ${bars(candidate, typeof supposed === 'number' ? supposed : undefined, scale)}
    </td>
    ${probabilitiesOf(candidate).map(
      (probability) => html`<td class="number">${probabilityText(probability)}</td>`,
    )}
    ${
      supposed === 'none'
        ? nothing
        : html`<td class="number">
            ${supposed === 'rest' ? 'in the rest' : formatProbability(supposed)}
          </td>`
    }
    <td class="go-on">
      ${
        goOn &&
        html`<button
          type="button"
          class="icon-button"
          aria-label="Continue with ${tokenLabel(text)}"
          title="Let both models continue with this token"
          @click=${goOn}
        >
          <span class="codicon codicon-arrow-right" aria-hidden="true"></span>
        </button>`
      }
    </td>
  </tr>`;
}

/** Height of a bar, and from one to the next, in CSS pixels. */
const barHeight = 8;
const barStep = 9;

/** What a drawing of so many bars is high, as the style sheet calls it. */
const barsClasses: Readonly<Partial<Record<number, string>>> = { 3: 'three', 4: 'four' };

/** A bar for each model that lists the candidate, one below the other in the order of the columns. */
function bars(
  { base, conditioned, tuned }: Candidate,
  supposed: number | undefined,
  scale: number,
): TemplateResult {
  const all: readonly (readonly [SwatchOf, ShownProbability])[] = [
    ['base', base],
    ...(conditioned === undefined ? [] : [['conditioned', conditioned] as const]),
    ['tuned', tuned],
    ...(supposed === undefined ? [] : [['what-if', { value: supposed, isBound: false }] as const]),
  ];
  return html`<svg
    class="bars ${barsClasses[all.length] ?? ''}"
    aria-hidden="true"
    focusable="false"
  >
    ${all.map(([of, { value, isBound }], index) => {
      if (isBound) return nothing;
      const width = `${Math.min(100, (100 * value) / scale)}%`;
      return svg`<rect class=${of} x="0" y=${index * barStep} height=${barHeight} width=${width}></rect>`;
    })}
  </svg>`;
}

function figureTable({ snapshot: { unit }, tokens, token }: SectionInput): TemplateResult {
  const { prefixLength } = tokens.result;
  const figures = figuresOf(token);
  const third = token.conditioned && figures;
  const width = third === undefined ? 2 : 3;
  const nats = (value: number): string => formatNumber(fromNats(value, unit), 2);
  return html`<div class="token-figures">
    <table class="numbers">
      <caption class="hidden-text">
        The token that is there
      </caption>
      <thead>
        <tr>
          <td class="secondary">${unit}</td>
          <th scope="col" class="number">base</th>
          ${third && html`<th scope="col" class="number wrapping">with prefix</th>`}
          <th scope="col" class="number">tuned</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">surprisal</th>
          <td class="number">${nats(figures.baseSurprisal)}</td>
          ${third && html`<td class="number">${nats(third.conditionedSurprisal)}</td>`}
          <td class="number">${nats(figures.tunedSurprisal)}</td>
        </tr>
        <tr>
          <th scope="row">entropy</th>
          <td class="number">${nats(figures.baseEntropy)}</td>
          ${third && html`<td class="number">${nats(third.conditionedEntropy)}</td>`}
          <td class="number">${nats(figures.tunedEntropy)}</td>
        </tr>
        <tr>
          <th scope="row">rank</th>
          <td class="number">${figures.baseRank}</td>
          ${third && html`<td class="number">${third.conditionedRank}</td>`}
          <td class="number">${figures.tunedRank}</td>
        </tr>
      </tbody>
      <tbody>
        <tr>
          <th scope="row">log ratio</th>
          <td class="number" colspan=${width}>${formatSignedNats(logRatioOf(figures), unit, 2)}</td>
        </tr>
        <tr>
          <th scope="row">divergence</th>
          <td class="number" colspan=${width}>${formatNats(figures.js, unit, 3)}</td>
        </tr>
        <tr>
          <th scope="row" class="secondary">noise floor</th>
          <td class="number secondary" colspan=${width}>
            ${formatNats(tokens.result.noiseFloor, unit, 3)}
          </td>
        </tr>
        <tr>
          <th scope="row">KL(tuned ‖ base)</th>
          <td class="number" colspan=${width}>${formatNats(figures.klTunedBase, unit, 3)}</td>
        </tr>
        ${
          third &&
          html`<tr>
            <th scope="row">KL(tuned ‖ base with prefix)</th>
            <td class="number" colspan=${width}>
              ${formatNats(third.klTunedConditioned, unit, 3)}
            </td>
          </tr>`
        }
        <tr>
          <th scope="row">KL(base ‖ tuned)</th>
          <td class="number" colspan=${width}>${formatNats(figures.klBaseTuned, unit, 3)}</td>
        </tr>
        <tr>
          <th scope="row">total variation</th>
          <td class="number" colspan=${width}>${formatNumber(figures.tv, 3)}</td>
        </tr>
        <tr>
          <th scope="row">context</th>
          <td class="number" colspan=${width}>
            ${countOfTokens(figures.contextLength)}${
              prefixLength > 0 ? html`<span class="hidden-text">, prefix included</span>` : nothing
            }
          </td>
        </tr>
      </tbody>
    </table>
  </div>`;
}

function tokenHelp(topK: number): TemplateResult {
  return html`<p>
      The bars are the probabilities that the two models gave to the next token at this place,
      before seeing it: the ${topK} most probable of each model in one list, and the token that is
      there (◂). Base is outlined, base with a prefix dashed, tuned is filled. “&lt;” stands where a
      token is not among a model’s ${topK}: it is less probable than the last of them. → lets both
      models continue with that token in place of the one that is there.
    </p>
    <p>
      <b>Surprisal</b> is −log p of the token that is there; <b>entropy</b> is the surprisal that
      the model expects; <b>rank</b> is the token’s place in the model’s order. <b>Log ratio</b> is
      log p<sub>tuned</sub> − log p<sub>base</sub>: positive where the tuned model favours the
      token. ${noiseFloorMeaning}
    </p>
    <p>← and → in the row of tokens move to the neighbours, Home and End to the ends.</p>`;
}
