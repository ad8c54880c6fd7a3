/**
 * Names of people. Han script: the surname (also a compound one) and `**`. Every other script: the first letter of the name
 * as written and `***`, however many parts follow, so that their number does not show. An organisation is no person and
 * its name has no short form that hides it: withheld.
 */
import type { TextRule } from './text.ts';

/** Two-character surnames in use, simplified, then those whose traditional form differs. */
const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 ' +
    '仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 ' +
    '段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 东里 第五 公仪 公乘 即墨 达奚 褚师 纳兰 完颜 贺兰 ' +
    '歐陽 司馬 東方 獨孤 南宮 萬俟 聞人 諸葛 尉遲 赫連 澹臺 濮陽 公孫 仲孫 鍾離 鐘離 長孫 鮮于 閭丘 子車 巫馬 顓孫 壤駟 樂正 ' +
    '穀梁 夾谷 軒轅 段幹 東郭 南門 東門 西門 南榮 東里 公儀 達奚 褚師 納蘭 完顏 賀蘭'
  ).split(' '),
);
const HAN_ORGANISATION =
  /(公司|集团|集團|银行|銀行|中心|医院|醫院|大学|大學|学校|學校|工厂|工廠|商店|商行|协会|協會|基金|工作室|事务所|事務所|合作社)$/u;
const HAN_NAME = /^\p{Script=Han}{2,5}$/u;
/** Letters, their marks, and what stands between parts of a name; digits and symbols belong to no person's name. */
const WRITTEN_NAME = /^[\p{L}\p{M}][\p{L}\p{M} .,'’‘ʼ\-‐·・•]*$/u;
const ORGANISATION_WORDS: ReadonlySet<string> = new Set(
  (
    'ltd limited llc llp lp inc incorporated corp corporation co company plc gmbh ag kg sa sas sarl srl spa nv bv ab oy oyj as aps ' +
    'pty pte bhd kk group holding holdings bank trust foundation fund partners associates enterprises industries services ' +
    'solutions university institute association society church hospital school the'
  ).split(' '),
);

export const maskPersonName: TextRule = (text) => {
  const joined = text.replace(/\s/gu, '');
  return /^\p{Script=Han}+$/u.test(joined) ? maskHan(joined) : maskWritten(text);
};

function maskHan(name: string): string | null {
  if (!HAN_NAME.test(name) || HAN_ORGANISATION.test(name)) return null;
  const points = Array.from(name);
  const pair = points.slice(0, 2).join('');
  const isCompound = points.length > 2 && COMPOUND_SURNAMES.has(pair);
  if (points.length === 5 && !isCompound) return null;
  return `${isCompound ? pair : points[0]}**`;
}

function maskWritten(name: string): string | null {
  if (!WRITTEN_NAME.test(name) || HAN_ORGANISATION.test(name)) return null;
  const words = name
    .toLowerCase()
    .replaceAll('.', '')
    .split(/[\s,]+/u);
  if (words.some((word) => ORGANISATION_WORDS.has(word))) return null;
  const letters = name.match(/\p{L}/gu) ?? [];
  return letters[0] === undefined || letters.length < 2 ? null : `${letters[0]}***`;
}
