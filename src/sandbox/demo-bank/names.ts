/**
 * Words the demo bank's names are made of. Every person and company that results is invented.
 */
type Words<T> = readonly [T, ...T[]];

/** Han text and its Pinyin, which handles and e-mail addresses are made of. */
export type Spelled = readonly [han: string, latin: string];

const pairs = (text: string): Words<Spelled> =>
  text.split(' ').map((pair) => pair.split('/') as unknown as Spelled) as unknown as Words<Spelled>;

const words = (text: string): Words<string> => text.split(' ') as unknown as Words<string>;

export const SURNAMES = pairs(
  '王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 黄/huang 赵/zhao 吴/wu 周/zhou 徐/xu 孙/sun 马/ma 朱/zhu 胡/hu 林/lin ' +
    '郭/guo 何/he 高/gao 罗/luo 郑/zheng 梁/liang 谢/xie 宋/song 唐/tang 许/xu 韩/han 冯/feng 邓/deng 曹/cao',
);

export const COMPOUND_SURNAMES = pairs(
  '欧阳/ouyang 司马/sima 上官/shangguan 诸葛/zhuge 夏侯/xiahou 慕容/murong 司徒/situ 令狐/linghu',
);

export const HAN_GIVEN_NAMES = pairs(
  '静怡/jingyi 若兰/ruolan 子涵/zihan 浩然/haoran 欣妍/xinyan 宇轩/yuxuan 诗涵/shihan 俊杰/junjie 晓明/xiaoming 丽华/lihua ' +
    '建国/jianguo 秀英/xiuying 志强/zhiqiang 雪梅/xuemei 文博/wenbo 佳琪/jiaqi 思远/siyuan 梦洁/mengjie 伟/wei 芳/fang 敏/min ' +
    '磊/lei 洋/yang 艳/yan 勇/yong 军/jun 杰/jie 娟/juan 涛/tao 超/chao 明/ming 霞/xia',
);

export const GIVEN_NAMES = words(
  'Amelia Benjamin Charlotte Daniel Eleanor Felix Grace Henry Isabel Jonah Katherine Leo Margaret Nathan Olivia Patrick ' +
    'Quentin Rosa Samuel Theresa Ursula Victor Wendy Xavier Yolanda Zachary Aaliyah Diego Ingrid Mateo Priya Tobias',
);

export const FAMILY_NAMES = words(
  "Abbott Barlow Castillo Delgado Ellison Fairchild Garrison Holloway Ingram Jefferson Kowalski Lindqvist Moreau Novak O'Brien " +
    'Pemberton Quigley Ramirez Sandoval Thackeray Underwood Valenti Whitaker Xiong Yardley Zimmerman Okafor Haddad Petersen Ferrara',
);

export const HAN_BRANDS = pairs(
  '远航/yuanhang 青松/qingsong 海纳/haina 明德/mingde 华睿/huarui 天衡/tianheng 金桥/jinqiao 云岭/yunling 百川/baichuan 瑞禾/ruihe ' +
    '恒安达/henganda 星澜/xinglan 鼎盛/dingsheng 绿洲/lvzhou 东篱/dongli 泰和/taihe 长风/changfeng 锦程/jincheng 玉泉/yuquan 朗月/langyue',
);

export const HAN_TRADES = pairs(
  '精密仪器/jingmi 纺织/fangzhi 餐饮管理/canyin 信息技术/xinxi 物流/wuliu 医疗器械/yiliao 新能源/xinnengyuan 文化传媒/wenhua 食品/shipin 建筑工程/jianzhu',
);

export const BRANDS = words(
  'Lantern Harborline Northgate Silverbrook Redwood Cascadia Bluestone Fairhaven Ironbridge Juniper Kestrel Larkspur Meridian ' +
    'Nimbus Oakhollow Pinecrest Quarrystone Riverton Summitview Tidewater Umberfield Vantage Westbrook Yarrow Zephyr Alderway ' +
    'Brightwater Copperleaf Driftwood Elmstead Foxglove Granite Hollybrook Inkwell Jasper Kingfisher Longmeadow Marigold ' +
    'Nettle Orchard Palisade Quillon Rosewater Saltmarsh Thistle Upland Verdant Willowmere Yewdale Zenith Ashgrove Birchwood ' +
    'Clearwater Dovetail Eastwind Fernhill Greystone Hawthorne Ivory Jetstream Knollwood Lakemont',
);

export const TRADES = words('Instruments Foods Logistics Textiles Software Energy Medical Hardware Media Robotics');
