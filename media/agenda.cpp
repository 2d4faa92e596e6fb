#include "media/agenda.hpp"

#include <string>

namespace jiangtang::media {
namespace {

constexpr const char* head = "质量大讲堂  第三期  卓越城市 品质生活";

struct talk {
    std::vector<std::string> title;
    std::string speaker;
    std::string unit;
};

page cover(const talk& of) { return {head, of.title, of.speaker, of.unit, {}, {}, true}; }

page rows(const talk& of, std::string title, std::vector<row> all) {
    return {head, {std::move(title)}, of.speaker, of.unit, std::move(all), {}, false};
}

page points(const talk& of, std::string title, const std::vector<std::string>& lines) {
    std::vector<row> all;
    for (const auto& line : lines) all.push_back({std::to_string(all.size() + 1), line, ""});
    return rows(of, std::move(title), std::move(all));
}

page steps(const talk& of, std::string title, std::vector<std::string> words) {
    return {head, {std::move(title)}, of.speaker, of.unit, {}, std::move(words), false};
}

void add_opening(std::vector<page>& to) {
    to.push_back(cover({{"卓越城市 品质生活"}, "质量大讲堂  第三期", "2020年9月22日  百联集团大厦"}));
    const talk none{{}, "", "上海市质量协会"};
    to.push_back(rows(none, "今天下午",
                      {{"14:00", "开场与致辞", "戴昇  俞光耀"},
                       {"14:20", "大循环双循环", "朱桦"},
                       {"15:00", "百联业态创新与数字化转型", "赵陈斌"},
                       {"15:35", "人工智能赋能智慧城市运营", "陈安迪"},
                       {"16:10", "互动问答", ""}}));
    to.push_back(rows(none, "主办与指导",
                      {{"指导", "上海市质量工作领导小组办公室", ""},
                       {"", "上海市市场监督管理局", ""},
                       {"主办", "上海市质量协会", ""},
                       {"协办", "百联集团", ""}}));
}

void add_commerce(std::vector<page>& to) {
    const talk one{{"大循环双循环", "——上海商业新发展"}, "朱桦", "上海商务发展研究中心研究员"};
    to.push_back(cover(one));
    to.push_back(points(one, "两个循环，怎样看上海商业",
                        {"国内大循环为主体：消费是最稳的那一头", "国内国际双循环：买全球，也卖全球",
                         "商业是两个循环相接的地方"}));
    to.push_back(points(one, "消费正在变的三件事",
                        {"从买东西到买服务：体验成了商品的一部分", "从到店到到家：线上线下是同一个顾客",
                         "从便宜到放心：质量说得清，才卖得久"}));
    to.push_back(points(one, "城市可以做什么",
                        {"首店、首发、首秀：让新品愿意先到上海", "老字号用新办法说老手艺",
                         "夜间经济：安静、安全、看得见管理", "标准先行：好服务写得下来，学得走"}));
}

void add_retail(std::vector<page>& to) {
    const talk two{
        {"百联业态创新与数字化转型", "——逸刻新零售"}, "赵陈斌", "上海逸刻新零售网络科技有限公司 CEO"};
    to.push_back(cover(two));
    to.push_back(points(two, "一家小店，三种时间",
                        {"早上是早餐铺：热的、快的、当天做的", "中午是食堂：一顿饭，一张桌子",
                         "晚上是邻居的冰箱：少量、新鲜、送得到"}));
    to.push_back(points(two, "数字化先改后台",
                        {"订货：看天气、看节假日、看这条街", "鲜食：每一份都知道几点做、几点下架",
                         "排班：忙的时候有人，闲的时候有事"}));
    to.push_back(steps(two, "从一份早餐看一条链", {"订货", "制作", "到店", "复购"}));
}

void add_city(std::vector<page>& to) {
    const talk three{{"人工智能赋能智慧城市运营"}, "陈安迪", "帷幄匠心科技有限公司联合创始人 CEO"};
    to.push_back(cover(three));
    to.push_back(steps(three, "从一家门店到一座城市", {"感知", "判断", "行动", "评价"}));
    to.push_back(points(
        three, "看得见，也要管得住",
        {"只采集做决定用得上的数据", "人脸不出门店，出门店的只有数字", "什么时候在采集，门口要写清楚"}));
    to.push_back(
        points(three, "机器判断，谁来负责",
               {"每个结论都能回到它的依据", "错了的判断，当天有人复核", "不会用手机的人，一样办得成事"}));
}

} // namespace

std::vector<page> demo_pages() {
    std::vector<page> all;
    add_opening(all);
    add_commerce(all);
    add_retail(all);
    add_city(all);
    const talk questions{{"互动问答"}, "", "会场与线上的问题，讲者一起回答"};
    all.push_back(cover(questions));
    return all;
}

} // namespace jiangtang::media
