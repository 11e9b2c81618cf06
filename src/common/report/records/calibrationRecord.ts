import type { Analyses } from '../../analysis/analyses';
import type { BootstrapInterval } from '../../analysis/blockBootstrap';
import type { ModelCalibration } from '../../analysis/calibration';
import type { CalibrationBin } from '../../analysis/calibrationBins';

/** Calibration as files hold it; log quantities in nats per token. */
export interface CalibrationRecord {
  readonly tokens: number;
  readonly base: ModelRecord;
  readonly tuned: ModelRecord;
  /** Base less tuned. */
  readonly differences: Readonly<Record<DifferenceName, BootstrapInterval | null>>;
}

type DifferenceName = 'ece' | 'entropyGap' | 'brier' | 'temperature';

interface ModelRecord {
  readonly ece: number;
  readonly eceNull: number;
  readonly entropyGap: number | null;
  readonly entropyGapError: number | null;
  readonly brier: number;
  readonly expectedBrier: number;
  readonly ruledOutTokens: number;
  readonly temperature: TemperatureRecord | null;
  readonly bins: readonly CalibrationBin[];
}

interface TemperatureRecord {
  readonly value: number;
  readonly standardError: number;
  readonly robustStandardError: number | null;
  readonly intervalFrom: number;
  readonly intervalTo: number;
  readonly atEnd: 'none' | 'lower' | 'upper';
}

/** Null where there is too little for calibration. */
export function calibrationRecord({ calibration }: Analyses): CalibrationRecord | null {
  if (calibration === undefined) return null;
  const { tokens, base, tuned, differences } = calibration;
  return {
    tokens,
    base: modelRecord(base),
    tuned: modelRecord(tuned),
    differences: {
      ece: differences.ece ?? null,
      entropyGap: differences.entropyGap ?? null,
      brier: differences.brier ?? null,
      temperature: differences.temperature ?? null,
    },
  };
}

function modelRecord(model: ModelCalibration): ModelRecord {
  const { error, entropyGap, entropyGapError, brier, expectedBrier, ruledOut, temperature, bins } =
    model;
  return {
    ece: error.ece,
    eceNull: error.null,
    entropyGap: entropyGap ?? null,
    entropyGapError: entropyGapError ?? null,
    brier,
    expectedBrier,
    ruledOutTokens: ruledOut,
    temperature:
      temperature === undefined
        ? null
        : {
            value: temperature.temperature,
            standardError: temperature.standardError,
            robustStandardError: temperature.robustStandardError ?? null,
            intervalFrom: temperature.interval.from,
            intervalTo: temperature.interval.to,
            atEnd: temperature.atEnd,
          },
    bins,
  };
}
