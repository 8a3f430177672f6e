// The jobs of the demo: what is wrong with an item, what is done about it, what is measured and which parts it takes. All invented.
import type { Activity } from '../../domain/orders/codes.ts';
import type { Message } from '../../domain/values.ts';
import type { Characteristic } from '../../domain/workshop/inspection.ts';

export interface Step {
  title: Message;
  /** Working days it takes. */
  days: number;
  /** A standard the technician must hold. */
  requires?: string;
  holdPoint?: boolean;
}

/** What is measured, and a value in the middle of its limits. */
export interface Measure {
  characteristic: Characteristic;
  good: string;
  bad: string;
}

export interface Job {
  activity: Activity;
  discrepancy: Message;
  codes: { workUnit: string; malfunction: string; actionTaken: string; whenDiscovered: string };
  steps: readonly Step[];
  measures: readonly Measure[];
  /** Thousands of US dollars. */
  cost: number;
  /** What an inspector finds wrong, when something is. */
  flaw: Message;
}

const measured = (
  en: string,
  ja: string,
  unit: string,
  lower: string,
  upper: string,
  good: string,
  bad: string,
): Measure => ({
  characteristic: { name: { en, ja }, method: 'measurement', unit, lower, upper, standard: null },
  good,
  bad,
});
const step = (en: string, ja: string, days: number, more: Partial<Step> = {}): Step => ({
  title: { en, ja },
  days,
  ...more,
});
const inspector = { holdPoint: true };
const tested = { requires: 'NAS410-5' };

const torque = measured('Fastener torque', '締結部のトルク', 'N·m', '40', '45.5', '42.5', '47.5');
const gap = measured('Radial clearance', '半径方向のすき間', 'mm', '0.05', '0.18', '0.11', '0.22');
const runout = measured('Shaft runout', '軸の振れ', 'mm', '0', '0.08', '0.03', '0.12');
const leak = measured('Hydraulic pressure after 10 min', '10分後の作動油圧', 'MPa', '20.4', '21.2', '20.8', '19.9');
const thickness = measured('Coating thickness', '塗膜厚さ', 'µm', '60', '90', '75', '52');
const resistance = measured('Bonding resistance', 'ボンディング抵抗', 'mΩ', '0', '2.5', '1.2', '3.4');
const bore = measured('Bore wear at the origin of rifling', '薬室前端の摩耗', 'mm', '0', '1.25', '0.66', '1.41');

const rotorcraft: readonly Job[] = [
  {
    activity: 'repair',
    discrepancy: {
      en: 'Chip light on the rotor gearbox in flight',
      ja: '飛行中にローター・ギアボックスの金属片警報が点灯',
    },
    codes: { workUnit: '26A10', malfunction: '170', actionTaken: 'C', whenDiscovered: 'D' },
    steps: [
      step('Remove the gearbox and drain the oil', 'ギアボックス取り外し、潤滑油抜き取り', 2),
      step('Magnetic particle test of the gears', '歯車の磁粉探傷試験', 1, tested),
      step('Replace bearing and seals', '軸受・シール交換', 4, inspector),
      step('Reinstall and torque', '再取り付け、トルク締め', 2),
    ],
    measures: [torque, gap],
    cost: 410,
    flaw: { en: 'Two fasteners of the mount are below torque', ja: '取付部のボルト2本のトルクが下限未満' },
  },
  {
    activity: 'overhaul',
    discrepancy: {
      en: 'Planned maintenance interval reached, airframe condition inspection due',
      ja: '計画整備間隔に到達、機体状態検査の時期',
    },
    codes: { workUnit: '11000', malfunction: '000', actionTaken: '0', whenDiscovered: 'M' },
    steps: [
      step('Open access panels and clean', '点検口開放、洗浄', 3),
      step('Corrosion inspection of the frames', 'フレームの腐食検査', 4, inspector),
      step('Treat corrosion and repaint', '腐食処理、再塗装', 6),
      step('Functional test of the flight controls', '操縦系統の機能試験', 3),
    ],
    measures: [thickness, torque, resistance],
    cost: 1450,
    flaw: { en: 'Coating too thin at frame 204', ja: 'フレーム204の塗膜厚さ不足' },
  },
  {
    activity: 'replacement',
    discrepancy: {
      en: 'Swashplate actuator leaks at the rod seal',
      ja: 'スワッシュプレート・アクチュエーターのロッドシールから漏れ',
    },
    codes: { workUnit: '14D20', malfunction: '381', actionTaken: 'R', whenDiscovered: 'D' },
    steps: [
      step('Remove the actuator', 'アクチュエーター取り外し', 1),
      step('Install the new actuator and rig', '新アクチュエーター取り付け、リギング', 2, inspector),
      step('Leak and travel test', '漏れ・作動試験', 1),
    ],
    measures: [leak, torque],
    cost: 180,
    flaw: { en: 'Pressure falls below the limit within ten minutes', ja: '10分以内に圧力が下限を下回る' },
  },
  {
    activity: 'inspection',
    discrepancy: { en: 'Hard landing inspection', ja: 'ハードランディング後の特別検査' },
    codes: { workUnit: '13A00', malfunction: '878', actionTaken: '0', whenDiscovered: 'H' },
    steps: [
      step('Inspect the landing gear and attachments', '着陸装置・取付部の検査', 2),
      step('Ultrasonic test of the drag brace', 'ドラッグブレースの超音波探傷試験', 1, tested),
    ],
    measures: [gap],
    cost: 65,
    flaw: { en: 'Clearance of the trunnion above the limit', ja: 'トラニオンのすき間が上限超過' },
  },
];

const fixedWing: readonly Job[] = [
  {
    activity: 'repair',
    discrepancy: { en: 'Crack found at the wing fold fitting', ja: '主翼折りたたみ金具に亀裂を発見' },
    codes: { workUnit: '11K30', malfunction: '190', actionTaken: 'C', whenDiscovered: 'M' },
    steps: [
      step('Map the crack by eddy current', '渦流探傷による亀裂範囲の確認', 1, tested),
      step('Blend out and shot peen', 'ブレンド加工、ショットピーニング', 3, inspector),
      step('Protective treatment', '防食処理', 2),
    ],
    measures: [thickness, gap],
    cost: 320,
    flaw: { en: 'Blend radius smaller than the drawing allows', ja: 'ブレンド半径が図面値より小さい' },
  },
  {
    activity: 'overhaul',
    discrepancy: { en: 'Planned maintenance interval reached', ja: '計画整備間隔に到達' },
    codes: { workUnit: '11000', malfunction: '000', actionTaken: '0', whenDiscovered: 'M' },
    steps: [
      step('Defuel, open up, incoming survey', '燃料抜き、開放、現状調査', 3),
      step('Structural inspection of zones 1 to 6', '区域1～6の構造検査', 6, inspector),
      step('Landing gear overhaul', '着陸装置オーバーホール', 6),
      step('Close up, rig, leak check', '閉鎖、リギング、漏れ点検', 3),
    ],
    measures: [torque, leak, resistance],
    cost: 1900,
    flaw: { en: 'Bonding strap resistance above the limit at bay 3', ja: 'ベイ3のボンディング抵抗が上限超過' },
  },
  {
    activity: 'repair',
    discrepancy: { en: 'Radome erosion and delamination', ja: 'レドームの侵食・層間剥離' },
    codes: { workUnit: '11E40', malfunction: '117', actionTaken: 'C', whenDiscovered: 'J' },
    steps: [
      step('Tap test and mark out', '打音検査、範囲表示', 1),
      step('Scarf, patch and cure', 'スカーフ加工、パッチ成形、硬化', 4, inspector),
      step('Repaint with erosion coating', '耐侵食塗装', 2),
    ],
    measures: [thickness],
    cost: 140,
    flaw: { en: 'Void under the patch', ja: 'パッチ下に空隙' },
  },
  {
    activity: 'test',
    discrepancy: { en: 'Intermittent fault of the flight control channel', ja: '操縦系統チャンネルの間欠故障' },
    codes: { workUnit: '57A10', malfunction: '374', actionTaken: 'Y', whenDiscovered: 'D' },
    steps: [step('Troubleshoot and isolate', '故障探究、切り分け', 3), step('Repair the harness', 'ハーネス修理', 2)],
    measures: [resistance],
    cost: 90,
    flaw: { en: 'Connector shield not bonded', ja: 'コネクターシールドの接地不良' },
  },
];

const engine: readonly Job[] = [
  {
    activity: 'repair',
    discrepancy: { en: 'Foreign object damage to the fan module', ja: 'ファン・モジュールの異物損傷' },
    codes: { workUnit: '23B10', malfunction: '301', actionTaken: 'C', whenDiscovered: 'H' },
    steps: [
      step('Disassemble to module level', 'モジュール分解', 3),
      step('Fluorescent penetrant test of the blades', '動翼の蛍光浸透探傷試験', 2, tested),
      step('Blend or replace blades, balance', '動翼のブレンド・交換、つり合わせ', 5, inspector),
      step('Reassemble and pass-off test', '組立、出荷試験', 4),
    ],
    measures: [runout, gap],
    cost: 860,
    flaw: { en: 'Runout of the rotor above the limit', ja: 'ローターの振れが上限超過' },
  },
  {
    activity: 'overhaul',
    discrepancy: { en: 'Engine module life limit reached', ja: 'エンジン・モジュールの使用限界に到達' },
    codes: { workUnit: '23000', malfunction: '000', actionTaken: '0', whenDiscovered: 'M' },
    steps: [
      step('Induction borescope and disassembly', '受入ボアスコープ、分解', 3),
      step('Replace life-limited parts', '寿命部品交換', 7, inspector),
      step('Reassemble', '組立', 5),
      step('Test cell run', 'テストセル運転', 2),
    ],
    measures: [runout, gap, torque],
    cost: 2300,
    flaw: { en: 'Tip clearance outside limits at stage 3', ja: '3段の翼端すき間が限界外' },
  },
];

const vessel: readonly Job[] = [
  {
    activity: 'repair',
    discrepancy: { en: 'Seawater pump vibration high', ja: '海水ポンプの振動過大' },
    codes: { workUnit: '25610', malfunction: '690', actionTaken: 'B', whenDiscovered: 'F' },
    steps: [
      step('Disassemble the pump', 'ポンプ分解', 2),
      step('Renew bearings and mechanical seal', '軸受・メカニカルシール換装', 4, inspector),
      step('Align and run', '心出し、運転', 2),
    ],
    measures: [runout, leak],
    cost: 220,
    flaw: { en: 'Coupling out of alignment', ja: '軸継手の心ずれ' },
  },
  {
    activity: 'overhaul',
    discrepancy: { en: 'Selected restricted availability, hull and deck work', ja: '限定修理期間、船体・甲板工事' },
    codes: { workUnit: '10000', malfunction: '000', actionTaken: '0', whenDiscovered: 'M' },
    steps: [
      step('Blast and survey the tank tops', 'タンク頂板のブラスト、調査', 6),
      step('Weld repair of wasted plating', '衰耗外板の溶接補修', 8, inspector),
      step('Coat and cure', '塗装、養生', 5),
    ],
    measures: [thickness],
    cost: 2800,
    flaw: { en: 'Undercut at weld seam 14', ja: '溶接線14にアンダーカット' },
  },
  {
    activity: 'replacement',
    discrepancy: { en: 'Fire main valve frozen', ja: '消火主管弁の固着' },
    codes: { workUnit: '52110', malfunction: '135', actionTaken: 'R', whenDiscovered: 'M' },
    steps: [
      step('Cut out the valve', '弁の切り離し', 1),
      step('Install and hydrostatic test', '取り付け、水圧試験', 2, inspector),
    ],
    measures: [leak],
    cost: 55,
    flaw: { en: 'Flange weeps under test pressure', ja: '試験圧力でフランジからにじみ' },
  },
];

const artillery: readonly Job[] = [
  {
    activity: 'repair',
    discrepancy: { en: 'Recoil mechanism loses pressure', ja: '駐退復座機の圧力低下' },
    codes: { workUnit: '05200', malfunction: '381', actionTaken: 'C', whenDiscovered: 'F' },
    steps: [
      step('Remove and disassemble the recoil cylinder', '駐退シリンダー取り外し、分解', 2),
      step('Renew seals and hone', 'シール換装、ホーニング', 3, inspector),
      step('Gymnasticate and check', '作動試験、確認', 1),
    ],
    measures: [leak, bore],
    cost: 95,
    flaw: { en: 'Pressure drops after ten cycles', ja: '10回作動後に圧力低下' },
  },
  {
    activity: 'overhaul',
    discrepancy: { en: 'Cannon tube at the end of its wear life', ja: '砲身の摩耗寿命に到達' },
    codes: { workUnit: '05100', malfunction: '020', actionTaken: 'R', whenDiscovered: 'M' },
    steps: [
      step('Remove the tube', '砲身取り外し', 2),
      step('Fit the new tube, proof the breech', '新砲身取り付け、砲尾検査', 4, inspector),
      step('Boresight', '砲軸線調整', 1),
    ],
    measures: [bore, torque],
    cost: 310,
    flaw: { en: 'Breech ring clearance above the limit', ja: '砲尾環のすき間が上限超過' },
  },
  {
    activity: 'calibration',
    discrepancy: { en: 'Fire control quadrant calibration due', ja: '射撃用象限儀の校正時期' },
    codes: { workUnit: '05400', malfunction: '000', actionTaken: 'J', whenDiscovered: 'M' },
    steps: [step('Calibrate the quadrant', '象限儀の校正', 1)],
    measures: [runout],
    cost: 12,
    flaw: { en: 'Reading outside tolerance', ja: '読みが許容差外' },
  },
];

export const jobs = { rotorcraft, fixedWing, engine, vessel, artillery } as const;
export type Family = keyof typeof jobs;

/** A modification, for the platforms whose authorization covers one. */
export const modification: Job = {
  activity: 'modification',
  discrepancy: { en: 'Install the communication upgrade', ja: '通信装置更新改修' },
  codes: { workUnit: '62A00', malfunction: '000', actionTaken: 'B', whenDiscovered: 'M' },
  steps: [
    step('Route the new harness', '新ハーネス敷設', 3),
    step('Install and bond the radio', '無線機取り付け、ボンディング', 2, inspector),
    step('Functional test', '機能試験', 1),
  ],
  measures: [resistance],
  cost: 260,
  flaw: { en: 'Bonding of the rack above the limit', ja: 'ラックのボンディング抵抗が上限超過' },
};

export interface Part {
  partNumber: string;
  nsn: string;
  nomenclature: Message;
  supplier: SupplierKey;
  leadTimeDays: number;
}

const part = (
  partNumber: string,
  nsn: string,
  en: string,
  ja: string,
  supplier: SupplierKey,
  leadTimeDays: number,
): Part => ({
  partNumber,
  nsn,
  nomenclature: { en, ja },
  supplier,
  leadTimeDays,
});

export const suppliers = {
  example: { ncage: 'SX1A1', name: { en: 'Example Precision Works', ja: '架空精密工業' }, country: 'JP' },
  seal: { ncage: 'SX2B2', name: { en: 'Kuko Seal Co.', ja: '架空シール株式会社' }, country: 'JP' },
  bearing: { ncage: 'SX3C3', name: { en: 'Musashino Bearing Works', ja: '武蔵野軸受製作所（架空）' }, country: 'JP' },
  harness: { ncage: 'SX4D4', name: { en: 'Sagami Harness', ja: '相模ハーネス（架空）' }, country: 'JP' },
  blades: { ncage: '1XA11', name: { en: 'Example Turbine Parts Inc.' }, country: 'US' },
  actuators: { ncage: '2XB22', name: { en: 'Example Flight Controls LLC' }, country: 'US' },
  castings: { ncage: '3XC33', name: { en: 'Example Marine Castings' }, country: 'US' },
} as const;
export type SupplierKey = keyof typeof suppliers;

export const parts: Readonly<Record<Family, readonly Part[]>> = {
  rotorcraft: [
    part('EX-901-044', '1615-01-456-7890', 'Gearbox bearing', 'ギアボックス軸受', 'bearing', 60),
    part(
      'EX-901-112',
      '1650-01-456-7904',
      'Swashplate actuator',
      'スワッシュプレート・アクチュエーター',
      'actuators',
      75,
    ),
    part('EX-901-207', '5330-01-456-7918', 'Rod seal kit', 'ロッドシール・キット', 'seal', 21),
  ],
  fixedWing: [
    part('EX-902-051', '1560-01-457-1121', 'Wing fold fitting', '主翼折りたたみ金具', 'actuators', 110),
    part('EX-902-076', '6150-01-457-1135', 'Wiring harness', 'ワイヤ・ハーネス', 'harness', 35),
    part('EX-902-093', '1630-01-457-1149', 'Landing gear bushing set', '着陸装置ブッシング一式', 'example', 40),
  ],
  engine: [
    part('EX-903-018', '2840-01-458-2210', 'Fan blade set', 'ファン動翼一式', 'blades', 90),
    part('EX-903-044', '3110-01-458-2224', 'Main shaft bearing', '主軸軸受', 'bearing', 70),
  ],
  vessel: [
    part('EX-904-007', '4320-01-459-3307', 'Pump mechanical seal', 'ポンプ用メカニカルシール', 'seal', 28),
    part('EX-904-032', '4820-01-459-3311', 'Fire main gate valve', '消火主管仕切弁', 'castings', 85),
  ],
  artillery: [
    part('EX-905-003', '1025-01-460-4401', 'Recoil seal kit', '駐退機シール・キット', 'seal', 30),
    part('EX-905-021', '1025-01-460-4415', 'Cannon tube', '砲身', 'castings', 120),
  ],
};
