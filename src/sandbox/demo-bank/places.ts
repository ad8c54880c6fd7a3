/**
 * The demo bank's two legal entities, their branches, and the streets its customers live in.
 */
export interface Place {
  readonly legalEntity: 'CN-BANK' | 'US-BANK';
  readonly branch: string;
  readonly country: 'CN' | 'US';
  readonly province: string;
  readonly city: string;
  /** Han name of the city, as company names carry it. */
  readonly han: string;
  /** First digits of postal codes. */
  readonly postal: string;
  /** Administrative division that identity documents and company codes start with (GB/T 2260); empty outside of China. */
  readonly division: string;
  /** North American area code; empty elsewhere. */
  readonly areaCode: string;
}

const inChina = (branch: string, at: Pick<Place, 'province' | 'city' | 'han' | 'postal' | 'division'>): Place => ({
  legalEntity: 'CN-BANK',
  branch,
  country: 'CN',
  areaCode: '',
  ...at,
});

const inAmerica = (branch: string, at: Pick<Place, 'province' | 'city' | 'postal' | 'areaCode'>): Place => ({
  legalEntity: 'US-BANK',
  branch,
  country: 'US',
  han: '',
  division: '',
  ...at,
});

export const SHANGHAI = inChina('CN-SHANGHAI', {
  province: 'Shanghai',
  city: 'Shanghai',
  han: '上海',
  postal: '2001',
  division: '310115',
});

export const CHINESE_PLACES: readonly [Place, ...Place[]] = [
  SHANGHAI,
  inChina('CN-SHANGHAI', { province: 'Zhejiang', city: 'Hangzhou', han: '杭州', postal: '3100', division: '330106' }),
  inChina('CN-BEIJING', { province: 'Beijing', city: 'Beijing', han: '北京', postal: '1000', division: '110105' }),
  inChina('CN-SHENZHEN', { province: 'Guangdong', city: 'Shenzhen', han: '深圳', postal: '5180', division: '440305' }),
  inChina('CN-SHENZHEN', { province: 'Guangdong', city: 'Guangzhou', han: '广州', postal: '5106', division: '440106' }),
  inChina('CN-CHENGDU', { province: 'Sichuan', city: 'Chengdu', han: '成都', postal: '6100', division: '510107' }),
];

export const AMERICAN_PLACES: readonly [Place, ...Place[]] = [
  inAmerica('US-NEW-YORK', { province: 'NY', city: 'New York', postal: '100', areaCode: '212' }),
  inAmerica('US-NEW-YORK', { province: 'MA', city: 'Boston', postal: '021', areaCode: '617' }),
  inAmerica('US-NEW-YORK', { province: 'IL', city: 'Chicago', postal: '606', areaCode: '312' }),
  inAmerica('US-SAN-FRANCISCO', { province: 'CA', city: 'San Francisco', postal: '941', areaCode: '415' }),
  inAmerica('US-SAN-FRANCISCO', { province: 'WA', city: 'Seattle', postal: '981', areaCode: '206' }),
  inAmerica('US-SAN-FRANCISCO', { province: 'UT', city: 'Salt Lake City', postal: '841', areaCode: '801' }),
];

export const CHINESE_STREETS: readonly [string, ...string[]] = [
  'Renmin Road',
  'Jiefang Road',
  'Zhongshan Road',
  'Heping Street',
  'Yuyuan Lane',
  'Binhe Avenue',
  'Keji Road',
  'Wenhua Street',
];

export const AMERICAN_STREETS: readonly [string, ...string[]] = [
  'Maple Avenue',
  'Harbor Street',
  'Franklin Avenue',
  'Orchard Lane',
  'Mission Boulevard',
  'Lakeview Drive',
  'Beacon Street',
  'Canyon Road',
];
