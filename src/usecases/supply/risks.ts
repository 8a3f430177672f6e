// Supply risk as it is asked: the standing still of a window against who could deliver at its end, by platform, country and supplier.

import type { z } from 'zod';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import type { Platform } from '../../domain/registers/platform.ts';
import type { platformRisk, supplierRisk } from '../../domain/supply/supply-risk.ts';
import { lossesOf, type RiskFigures, riskDefinition, riskOf, type Suppliers } from '../../domain/supply/supply-risk.ts';
import { dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import type { WaitsWanted } from '../../storage/supply/part-waits.ts';
import { asOfFaults } from '../metrics/frame.ts';
import { latest } from '../metrics/registers.ts';
import { stoppedOrdersIn, yearUntil } from './cohort.ts';
import { type Supply, supplyAsOf, supplyNow } from './registers.ts';

export interface RiskQuestion {
  facilityId?: string | undefined;
  platformId?: string[] | undefined;
  /** The window `[from, to)`; the twelve months up to `asOf` unless given. */
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  asOf?: Instant | undefined;
}

export interface RiskAnswer {
  definition: typeof riskDefinition;
  asOf: Instant;
  from: IsoDate;
  to: IsoDate;
  total: RiskFigures;
  platforms: z.infer<typeof platformRisk>[];
  suppliers: z.infer<typeof supplierRisk>[];
}

/** How much hangs on single suppliers. Raises request.invalid. */
export async function riskFor(
  tx: Tx,
  question: RiskQuestion,
  wanted: WaitsWanted,
  clock: Instant,
): Promise<RiskAnswer> {
  const asOf = question.asOf ?? clock;
  refuseFaults(asOfFaults('/asOf', asOf, clock));
  const year = yearUntil(asOf);
  const span = { asOf, from: question.from ?? year.from, to: question.to ?? year.to };
  if (span.to <= span.from)
    throw new Problem('request.invalid', {
      errors: [
        {
          pointer: '/to',
          code: 'window.empty',
          message: { en: 'The window ends before it begins.', ja: '期間の終わりが始まり以前です。' },
        },
      ],
    });
  const on = dateInTokyo(asOf);
  const supply = asOf === clock ? await supplyNow(tx, on) : await supplyAsOf(tx, asOf, on);
  const orders = await stoppedOrdersIn(tx, span, wanted, supply);
  const suppliersOf = suppliersIn(supply);
  const platformIds = [...new Set(orders.map(({ platformId }) => platformId))];
  const platforms = latest(await versionsRecordedBy<Platform>(tx, platformIds, asOf));
  const byPlatform = platformIds.map((platformId) => ({
    platformId,
    designation: platforms.get(platformId)?.designation ?? platformId,
    ...riskOf(
      orders.filter((order) => order.platformId === platformId),
      suppliersOf,
    ),
  }));
  return {
    definition: riskDefinition,
    asOf,
    from: span.from,
    to: span.to,
    total: riskOf(orders, suppliersOf),
    platforms: byPlatform.sort(
      (a, b) => b.singleSourceHours - a.singleSourceHours || (a.designation < b.designation ? -1 : 1),
    ),
    suppliers: supplierRisks(supply, lossesOf(orders, suppliersOf)),
  };
}

function suppliersIn(supply: Supply): (partKey: string) => Suppliers {
  const known = new Map<string, Suppliers>();
  return (partKey) => {
    const kept = known.get(partKey);
    if (kept) return kept;
    const byId = new Map(supply.sourcesOf(partKey).map((source) => [source.supplierId, source]));
    const suppliers = [...byId.values()];
    known.set(partKey, suppliers);
    return suppliers;
  };
}

function supplierRisks(supply: Supply, losses: ReturnType<typeof lossesOf>): RiskAnswer['suppliers'] {
  return [...losses]
    .map(([supplierId, { parts, platformIds, ...figures }]) => {
      const source = supply.sourcesOf([...parts][0] ?? '').find((one) => one.supplierId === supplierId);
      if (!source) throw new Error('a supplier offers what his loss would stop');
      const { ncage, name, country } = source;
      return {
        supplierId,
        ncage,
        name,
        country,
        parts: [...parts].sort(),
        platformIds: [...platformIds].sort(),
        ...figures,
      };
    })
    .sort((a, b) => b.stoppedHours - a.stoppedHours || (a.ncage < b.ncage ? -1 : 1));
}
