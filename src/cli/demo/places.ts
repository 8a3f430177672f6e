// Where the demo's work is done, on what and by whom: facilities and platforms as data. Places and types are public facts; all else is invented.
import type { z } from 'zod';
import type { Activity } from '../../domain/orders/codes.ts';
import type { authorizationInput } from '../../domain/registers/authorization.ts';
import type { facilityInput } from '../../domain/registers/facility.ts';
import type { platformInput } from '../../domain/registers/platform.ts';
import type { Message } from '../../domain/values.ts';
import type { Family } from './jobs.ts';

const aviation = ['aircraft', 'engine'];
export const worked: readonly Activity[] = ['inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul'];

type FacilityFields = z.input<typeof facilityInput>;
export interface PlantData extends Omit<FacilityFields, 'code'> {
  certificates: { standard: string; scope: string[]; supplements?: string[] }[];
}

// A plant of an order on show has a bay for each item that comes there: its days are told beforehand, and it can't wait for a bay.
export const plantData = {
  KSZ: {
    name: { en: 'Kisarazu tiltrotor maintenance, Subaru', ja: '木更津ティルトローター整備（SUBARU）' },
    ncage: 'SX0K1',
    operator: 'japanese_industry',
    prefecture: '千葉県',
    calendar: 'japan',
    bays: 26,
    certificates: [
      { standard: 'SJAC 9110B', scope: aviation },
      { standard: 'JIS Q 9001', scope: ['aircraft'] },
    ],
  },
  ATG: {
    name: { en: 'NIPPI Atsugi and Yamato', ja: '日本飛行機 厚木・大和' },
    ncage: 'SX0A2',
    operator: 'japanese_industry',
    prefecture: '神奈川県',
    calendar: 'japan',
    bays: 26,
    certificates: [
      { standard: 'SJAC 9110B', scope: aviation },
      { standard: 'JIS Q 9100', scope: ['aircraft'] },
    ],
  },
  KMK: {
    name: { en: 'Komaki South, Mitsubishi Heavy Industries', ja: '三菱重工 小牧南' },
    ncage: 'SX0M3',
    operator: 'japanese_industry',
    prefecture: '愛知県',
    calendar: 'japan',
    bays: 14,
    certificates: [
      { standard: 'SJAC 9110B', scope: aviation },
      {
        standard: 'ATLA-DICS-2022',
        scope: ['F-35A'],
        supplements: ['fips_validated_cryptography', 'cui_marking', 'system_security_plan'],
      },
    ],
  },
  MZH: {
    name: { en: 'Mizuho engine works, IHI', ja: 'IHI 瑞穂' },
    ncage: 'SX0H4',
    operator: 'japanese_industry',
    prefecture: '東京都',
    calendar: 'japan',
    bays: 14,
    certificates: [{ standard: 'SJAC 9110B', scope: ['engine'] }],
  },
  YKS: {
    name: { en: 'SRF-JRMC Yokosuka', ja: '横須賀艦船修理廠' },
    ncage: 'SX0Y5',
    operator: 'us_government',
    prefecture: '神奈川県',
    calendar: 'both',
    bays: 14,
    certificates: [{ standard: 'ISO 9001', scope: ['vessel'] }],
  },
  FOW: {
    name: { en: 'Fuji Ordnance Works (fictional)', ja: '富士火砲工場（架空）' },
    ncage: 'SX0F6',
    operator: 'joint',
    prefecture: '静岡県',
    calendar: 'japan',
    bays: 18,
    certificates: [
      {
        standard: 'DSP Z 9008B',
        scope: ['artillery'],
        supplements: ['quality_plan', 'configuration_management', 'risk_management', 'government_access'],
      },
    ],
  },
} as const satisfies Record<string, PlantData>;

type PlatformFields = z.input<typeof platformInput>;
export interface PlatformData {
  designation: string;
  nomenclature: Message;
  kind: PlatformFields['kind'];
  service: PlatformFields['service'];
  category: string;
  requirements: PlatformFields['requirements'];
  days: Partial<Record<Activity, number>>;
  plant: keyof typeof plantData;
  family: Family;
  document: string;
  title: Message;
  /** Whether its authorization covers modifications. */
  modified?: boolean;
  permit: { kind: z.input<typeof authorizationInput>['kind']; number: string; issuer: string };
  owners: readonly string[];
  homePort: string;
  serials: readonly [prefix: string, first: number];
  items: number;
}

const as9110 = { standard: 'AS9110C', holder: 'facility' } as const;
const calibrated = { standard: 'ISO/IEC 17025', holder: 'instrument' } as const;
const testing = { standard: 'NAS410-5', holder: 'inspector', activities: ['inspection', 'overhaul'] } as const;
export const ddtc = 'Example licensing authority';

export const platformData = {
  mv22: {
    designation: 'MV-22B',
    nomenclature: { en: 'Tiltrotor transport aircraft', ja: 'ティルトローター輸送機' },
    kind: 'aircraft',
    service: 'marine_corps',
    category: 'VIII(a)',
    requirements: [as9110, calibrated, { ...testing, activities: [...testing.activities] }],
    days: { repair: 30, overhaul: 60, replacement: 14, inspection: 8, test: 10 },
    plant: 'KSZ',
    family: 'rotorcraft',
    document: 'EX 1V-22B-2',
    title: { en: 'Example maintenance manual', ja: '整備マニュアル（架空）' },
    permit: { kind: 'taa', number: 'TA-0001-25', issuer: ddtc },
    owners: ['09355', '09456'],
    homePort: 'Futenma, Japan',
    serials: ['EX-1680', 1],
    items: 26,
  },
  ea18: {
    designation: 'EA-18G',
    nomenclature: { en: 'Electronic attack aircraft', ja: '電子戦機' },
    kind: 'aircraft',
    service: 'navy',
    category: 'VIII(a)',
    requirements: [as9110, calibrated],
    days: { repair: 25, overhaul: 55, test: 15 },
    plant: 'ATG',
    family: 'fixedWing',
    document: 'EX A1-18G-4',
    title: { en: 'Example structural repair manual', ja: '構造修理マニュアル（架空）' },
    permit: { kind: 'taa', number: 'TA-0002-25', issuer: ddtc },
    owners: ['09112'],
    homePort: 'Iwakuni, Japan',
    serials: ['EX-1667', 1],
    items: 12,
  },
  fa18: {
    designation: 'F/A-18F',
    nomenclature: { en: 'Strike fighter', ja: '戦闘攻撃機' },
    kind: 'aircraft',
    service: 'navy',
    category: 'VIII(a)',
    requirements: [as9110, calibrated],
    days: { repair: 25, overhaul: 55, test: 15 },
    plant: 'ATG',
    family: 'fixedWing',
    document: 'EX A1-18F-4',
    title: { en: 'Example structural repair manual', ja: '構造修理マニュアル（架空）' },
    modified: true,
    permit: { kind: 'taa', number: 'TA-0003-25', issuer: ddtc },
    owners: ['09063', '09355'],
    homePort: 'Iwakuni, Japan',
    serials: ['EX-1668', 1],
    items: 16,
  },
  uh1: {
    designation: 'UH-1Y',
    nomenclature: { en: 'Utility helicopter', ja: '多用途ヘリコプター' },
    kind: 'aircraft',
    service: 'marine_corps',
    category: 'VIII(a)',
    requirements: [as9110, calibrated],
    days: { repair: 22, overhaul: 45, replacement: 10, inspection: 7 },
    plant: 'ATG',
    family: 'rotorcraft',
    document: 'EX 1H-1Y-2',
    title: { en: 'Example maintenance manual', ja: '整備マニュアル（架空）' },
    permit: { kind: 'dsp_5', number: 'EX-0504-25', issuer: ddtc },
    owners: ['09808'],
    homePort: 'Futenma, Japan',
    serials: ['EX-1662', 1],
    items: 10,
  },
  ah1: {
    designation: 'AH-1Z',
    nomenclature: { en: 'Attack helicopter', ja: '攻撃ヘリコプター' },
    kind: 'aircraft',
    service: 'marine_corps',
    category: 'VIII(a)',
    requirements: [as9110, calibrated],
    days: { repair: 22, overhaul: 45, replacement: 10, inspection: 7 },
    plant: 'ATG',
    family: 'rotorcraft',
    document: 'EX 1H-1Z-2',
    title: { en: 'Example maintenance manual', ja: '整備マニュアル（架空）' },
    permit: { kind: 'dsp_5', number: 'EX-0505-25', issuer: ddtc },
    owners: ['09808'],
    homePort: 'Futenma, Japan',
    serials: ['EX-1663', 1],
    items: 10,
  },
  mh60: {
    designation: 'MH-60R',
    nomenclature: { en: 'Maritime helicopter', ja: '哨戒ヘリコプター' },
    kind: 'aircraft',
    service: 'navy',
    category: 'VIII(a)',
    requirements: [as9110, calibrated],
    days: { repair: 22, overhaul: 45, replacement: 10, inspection: 7 },
    plant: 'ATG',
    family: 'rotorcraft',
    document: 'EX 1H-60R-23',
    title: { en: 'Example maintenance manual', ja: '整備マニュアル（架空）' },
    permit: { kind: 'fms_loa', number: 'EX-LOA-0606', issuer: 'Example contracting authority' },
    owners: ['09577'],
    homePort: 'Atsugi, Japan',
    serials: ['EX-1669', 1],
    items: 12,
  },
  e2: {
    designation: 'E-2D',
    nomenclature: { en: 'Airborne early warning aircraft', ja: '早期警戒機' },
    kind: 'aircraft',
    service: 'navy',
    category: 'VIII(a)',
    requirements: [as9110, { standard: 'AS9100D', holder: 'facility', activities: ['overhaul'] }, calibrated],
    days: { repair: 28, overhaul: 60, test: 15 },
    plant: 'ATG',
    family: 'fixedWing',
    document: 'EX 1E-2D-3',
    title: { en: 'Example maintenance manual', ja: '整備マニュアル（架空）' },
    permit: { kind: 'taa', number: 'TA-0007-25', issuer: ddtc },
    owners: ['09125'],
    homePort: 'Iwakuni, Japan',
    serials: ['EX-1690', 1],
    items: 8,
  },
  f35: {
    designation: 'F-35A',
    nomenclature: { en: 'Multirole fighter', ja: '多用途戦闘機' },
    kind: 'aircraft',
    service: 'air_force',
    category: 'VIII(a)',
    requirements: [as9110, { standard: 'NIST SP 800-171', holder: 'facility' }, calibrated],
    days: { repair: 30, overhaul: 60, test: 12 },
    plant: 'KMK',
    family: 'fixedWing',
    document: 'EX 1F-35A-3',
    title: { en: 'Example structural repair manual', ja: '構造修理マニュアル（架空）' },
    modified: true,
    permit: { kind: 'mla', number: 'EX-MLA-0808', issuer: ddtc },
    owners: ['FF7A10'],
    homePort: 'Misawa, Japan',
    serials: ['EX-17-5', 1],
    items: 14,
  },
  f135: {
    designation: 'F135-PW-100',
    nomenclature: { en: 'Turbofan engine', ja: 'ターボファンエンジン' },
    kind: 'engine',
    service: 'air_force',
    category: 'XIX(a)',
    requirements: [as9110, calibrated],
    days: { repair: 35, overhaul: 50 },
    plant: 'MZH',
    family: 'engine',
    document: 'EX 2J-F135-6',
    title: { en: 'Example engine manual', ja: 'エンジン・マニュアル（架空）' },
    permit: { kind: 'mla', number: 'EX-MLA-0909', issuer: ddtc },
    owners: ['FF7A10'],
    homePort: 'Misawa, Japan',
    serials: ['EXP7-', 501],
    items: 14,
  },
  ddg: {
    designation: 'DDG-51 Flight IIA',
    nomenclature: { en: 'Guided missile destroyer', ja: 'ミサイル駆逐艦' },
    kind: 'vessel',
    service: 'navy',
    category: 'VI(a)',
    requirements: [{ standard: 'ISO 9001', holder: 'facility' }, calibrated],
    days: { repair: 25, overhaul: 70, replacement: 12 },
    plant: 'YKS',
    family: 'vessel',
    document: 'EX S9086-DDG',
    title: { en: 'Example ships technical manual', ja: '艦船技術マニュアル（架空）' },
    permit: { kind: 'itar_126_4', number: 'EX-1264-10', issuer: 'Example contracting authority' },
    owners: ['21560', '21643'],
    homePort: 'Yokosuka, Japan',
    serials: ['EX-DDG-9', 1],
    items: 9,
  },
  lcc: {
    designation: 'LCC-19',
    nomenclature: { en: 'Amphibious command ship', ja: '揚陸指揮艦' },
    kind: 'vessel',
    service: 'navy',
    category: 'VI(a)',
    requirements: [{ standard: 'ISO 9001', holder: 'facility' }, calibrated],
    days: { repair: 25, overhaul: 70, replacement: 12 },
    plant: 'YKS',
    family: 'vessel',
    document: 'EX S9086-LCC',
    title: { en: 'Example ships technical manual', ja: '艦船技術マニュアル（架空）' },
    permit: { kind: 'itar_126_4', number: 'EX-1264-11', issuer: 'Example contracting authority' },
    owners: ['20001'],
    homePort: 'Yokosuka, Japan',
    serials: ['EX-LCC-', 91],
    items: 4,
  },
  m777: {
    designation: 'M777A2',
    nomenclature: { en: '155 mm towed howitzer', ja: '155ミリけん引りゅう弾砲' },
    kind: 'artillery',
    service: 'army',
    category: 'II(a)',
    requirements: [{ standard: 'AQAP-2110', holder: 'facility' }, calibrated],
    days: { repair: 18, overhaul: 30, calibration: 5 },
    plant: 'FOW',
    family: 'artillery',
    document: 'EX TM 9-1025-777',
    title: { en: 'Example field maintenance manual', ja: '野整備マニュアル（架空）' },
    permit: { kind: 'dsp_5', number: 'EX-0512-25', issuer: ddtc },
    owners: ['WEX7A1', 'WEX7B2'],
    homePort: 'Camp Fuji, Japan',
    serials: ['EX-M7-', 301],
    items: 18,
  },
} as const satisfies Record<string, PlatformData>;

// Surnames and given names, joined at random: nobody is meant.
export const surnames = [
  ['Akagi', '赤木'],
  ['Hayama', '葉山'],
  ['Ichinose', '一ノ瀬'],
  ['Kamiya', '神谷'],
  ['Kuze', '久世'],
  ['Mikami', '三上'],
  ['Nagumo', '南雲'],
  ['Onodera', '小野寺'],
  ['Sakurai', '桜井'],
  ['Shiraishi', '白石'],
  ['Tachibana', '橘'],
  ['Utsumi', '内海'],
  ['Wakui', '涌井'],
  ['Yashiro', '八代'],
  ['Minase', '水無瀬'],
  ['Kirishima', '霧島'],
] as const;
export const givenNames = [
  ['Aoi', '葵'],
  ['Daichi', '大地'],
  ['Haruka', '遥'],
  ['Jun', '潤'],
  ['Kaede', '楓'],
  ['Kei', '圭'],
  ['Makoto', '誠'],
  ['Naoki', '直樹'],
  ['Rin', '凛'],
  ['Sora', '空'],
  ['Tomoe', '巴'],
  ['Yu', '悠'],
] as const;

export type PlatformKey = keyof typeof platformData;
export type PlantKey = keyof typeof plantData;
