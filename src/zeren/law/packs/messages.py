"""The sentences of the loader, in Chinese and English, by stable code.

``{key}`` is the key with those around it, ``{found}`` what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    # the file
    "not_utf8": (
        "文件不是 UTF-8 编码，此处字节为 {found}",
        "the file is not UTF-8; the bytes here are {found}",
    ),
    "not_yaml": ("不是合法的 YAML：{found}", "this is not valid YAML: {found}"),
    "empty_file": ("文件为空", "the file is empty"),
    "endless_alias": ("别名自我包含或展开过大", "an alias contains itself or grows beyond bounds"),
    "cannot_read": ("文件无法读取：{found}", "the file cannot be read: {found}"),
    # shape
    "unknown_key": ("没有“{found}”这个键", "there is no key '{found}' here"),
    "missing_key": ("缺少必需的键“{found}”", "the key '{found}' is missing"),
    "duplicate_key": ("键“{found}”重复", "the key '{found}' is written twice"),
    "missing_one_of": ("“{found}”须有下列之一", "'{found}' needs one of these keys"),
    "one_only": ("“{found}”不能并用，须恰有一个", "exactly one key may stand here, found {found}"),
    "needs_key": ("有“{found}”就须有另一键", "'{found}' needs another key beside it"),
    "does_not_go_with": ("“{found}”不能用在这里", "'{found}' does not go here"),
    "not_mapping": ("“{key}”应为键值对，实为 {found}", "'{key}' takes a mapping, found {found}"),
    "not_list": (
        "“{key}”应为非空的列表，实为 {found}",
        "'{key}' takes a list that is not empty, found {found}",
    ),
    "not_text": ("“{key}”应为一段文字，实为 {found}", "'{key}' takes a text, found {found}"),
    # scalars
    "not_a_word": ("“{key}”不能是“{found}”", "'{key}' cannot be '{found}'"),
    "not_whole": ("“{key}”应为整数，实为“{found}”", "'{key}' takes a whole number, found '{found}'"),
    "not_positive": (
        "“{key}”应为正整数，实为“{found}”",
        "'{key}' takes a whole number from 1, found '{found}'",
    ),
    "not_number": ("“{key}”应为数，实为“{found}”", "'{key}' takes a number, found '{found}'"),
    "not_day": (
        "“{key}”应为日期（如 2016-03-09），实为“{found}”",
        "'{key}' takes a day such as 2016-03-09, found '{found}'",
    ),
    "not_instant": (
        "“{key}”应为日期或时刻（如 2016-03-09T14:30），实为“{found}”",
        "'{key}' takes a day or an instant such as 2016-03-09T14:30, found '{found}'",
    ),
    "not_due": (
        "“{key}”应为“MM-DD”、完整日期或路径，实为“{found}”",
        "'{key}' takes MM-DD, a full day or a path, found '{found}'",
    ),
    "not_window": (
        "“{key}”应为“MM-DD/MM-DD”或 param.名称，实为“{found}”",
        "'{key}' takes MM-DD/MM-DD or param.name, found '{found}'",
    ),
    "not_once": (
        "“{key}”应为 opened 或一个日期，实为“{found}”",
        "'{key}' takes 'opened' or a day, found '{found}'",
    ),
    "not_period": (
        "“{key}”比较的是时间长短，应为期间，实为“{found}”",
        "'{key}' compares lengths of time and takes a period, found '{found}'",
    ),
    "bad_id": ("“{found}”不能作标识（字母、数字、_ . -）", "'{found}' is not an id (letters, digits, _ . -)"),
    "bad_name": (
        "“{found}”不能作名称（字母、数字、_ . -）",
        "'{found}' is not a name (letters, digits, _ . -)",
    ),
    "bad_field_name": (
        "“{found}”不能作字段名（字母、数字、_）",
        "'{found}' is not a field name (letters, digits, _)",
    ),
    "bad_address": ("“{found}”不是条款地址（如 7.1.3）", "'{found}' is not an address such as 7.1.3"),
    "bad_path": ("“{found}”不是路径（如 this.level）", "'{found}' is not a path such as this.level"),
    "bad_pack_id": ("“{found}”不是法规包的标识", "'{found}' is not the id of a pack"),
    "bad_pack_version": (
        "“{found}”应写作 标识@日期（如 cn-2019-accountability@2019-09-01）",
        "'{found}' should be id@version such as cn-2019-accountability@2019-09-01",
    ),
    "bad_other_norm": ("“{found}”应写作 法规包#规范", "'{found}' should be pack#norm"),
    "bad_other_provision": ("“{found}”应写作 法规包#条款地址", "'{found}' should be pack#address"),
    # references
    "unknown_event": ("没有声明事件“{found}”", "the event '{found}' is not declared"),
    "unknown_role": ("没有声明角色“{found}”", "the role '{found}' is not declared"),
    "unknown_list": ("没有声明词表“{found}”", "the list '{found}' is not declared"),
    "unknown_norm": ("没有规范或选项“{found}”", "there is no norm or item '{found}'"),
    "unknown_term": ("没有定义“{found}”", "the term '{found}' is not defined"),
    "unknown_score": ("没有得分“{found}”", "there is no score '{found}'"),
    "unknown_grade": ("没有评定等次的规范“{found}”", "there is no grade norm '{found}'"),
    "unknown_param": ("没有声明参数“{found}”", "the parameter '{found}' is not declared"),
    "unknown_reading": ("没有名为“{found}”的读法", "there is no reading '{found}'"),
    "unknown_option": ("该读法没有选项“{found}”", "this reading has no option '{found}'"),
    "needs_other_option": (
        "“{found}”须以 option 写明属于哪一种另外的读法",
        "'{found}' must name by option another option than the one in use",
    ),
    "unknown_procedure": ("没有程序“{found}”", "there is no procedure '{found}'"),
    "unknown_provision": (
        "provisions 未列条款“{found}”及其上下级",
        "'{found}' is not among the provisions, nor above or below one",
    ),
    "unknown_convention": ("没有名为“{found}”的约定", "there is no convention '{found}'"),
    "unknown_field": ("事件没有字段“{found}”", "the event has no field '{found}'"),
    "unknown_fact": ("没有声明事实“{found}”", "the fact '{found}' is not declared"),
    "unknown_head": (
        "路径开头“{found}”既不是事件也不是固定名称",
        "the path begins with '{found}', neither an event nor a fixed head",
    ),
    "no_such_event_here": ("此处没有“{found}”所指的事件", "there is no event here that '{found}' could mean"),
    "no_form_field": (
        "行为“{found}”没有字段 form，书面与否无从记录",
        "the act '{found}' has no field 'form' to record it in",
    ),
    "no_reasons_field": (
        "有 open 选项，事件“{found}”须有字段 reasons",
        "an item is open, so the event '{found}' needs a field 'reasons'",
    ),
    "not_expiring": ("“{found}”不是有期限的 duty 或 bar", "'{found}' is not a duty or a bar"),
    # conditions
    "not_condition": (
        "“{key}”应为条件（键值对），实为 {found}",
        "'{key}' takes a condition (a mapping), found {found}",
    ),
    "not_a_value": ("“{found}”是判断，不是值", "'{found}' is a predicate, not a value"),
    "one_subject": (
        "条件须恰有一个值或判断，实有：{found}",
        "a condition has exactly one value or predicate, found {found}",
    ),
    "one_comparison": (
        "一个值须恰有一个比较，实有：{found}",
        "a value has exactly one comparison, found {found}",
    ),
    "wrong_comparison": ("该字段不能用“{found}”比较", "this field cannot be compared by '{found}'"),
    "not_a_value_of": ("“{found}”不是该字段可有的值", "'{found}' is not a value of this field"),
    "unknown_compared": ("“?”表示未知，不能用来比较", "'?' means unknown and cannot be compared with"),
    "no_order": (
        "“{found}”不在有次序的词表内，不能比较高低",
        "'{found}' is in no ordered list, so words cannot be compared",
    ),
    "several_orders": (
        "“{found}”在多个有次序的词表内，须给字段指定词表",
        "'{found}' is in several ordered lists; give the field its list",
    ),
    # bodies
    "needs_period": (
        "“{found}”按期间内的日子计算，须有周期",
        "'{found}' is a day of a period and needs an opener with one",
    ),
    "not_choice_field": ("“{found}”不是可选择的字段", "'{found}' is not a field of choices"),
    "duplicate_item": ("“{found}”列了两次", "'{found}' is listed twice"),
    "min_over_max": ("至少多于至多：{found}", "min is over max: {found}"),
    "open_band": (
        "只有最后一档可不写 at_least，“{found}”缺",
        "only the last band may leave out at_least, '{found}' does",
    ),
    "bands_not_falling": ("各档须由高到低：{found}", "bands must fall from the top: {found}"),
    "needs_reason": ("状态为 {found} 的条款须写 reason", "a provision that is {found} needs a reason"),
    "list_missing": ("类型 {found} 须以 list 指明词表", "the type {found} needs the key 'list'"),
    "list_surplus": ("类型 {found} 不用 list", "the type {found} takes no 'list'"),
    "duplicate_step": ("事件“{found}”声明了两次", "the event '{found}' is declared twice"),
    "duplicate_list": ("词表“{found}”声明了两次", "the list '{found}' is declared twice"),
    # the whole
    "ends_before": ("失效日早于施行日：{found}", "it ends before it begins: {found}"),
    "duplicate_norm": ("规范“{found}”写了两次", "the norm '{found}' is written twice"),
    "reading_unused": ("读法“{found}”没有规范用到", "no norm has an option of the reading '{found}'"),
    "carried_and_norm": ("“{found}”既是规范又列在 carries", "'{found}' is both a norm and carried"),
    "encoded_without_norm": (
        "条款“{found}”标为 encoded，但没有规范引用它或其下级",
        "'{found}' is encoded, but no norm cites it or an address under it",
    ),
    "term_is_figure": ("“{found}”是数值，应写 value", "'{found}' is a figure: write 'value'"),
    "figure_is_term": ("“{found}”是条件，应写 term", "'{found}' is a condition: write 'term'"),
    "circle": ("“{found}”绕回自身", "'{found}' leads back to itself"),
    # examples
    "unknown_test_key": ("“{found}”不是事件的字段", "'{found}' is not a field of the event"),
    "duplicate_event_id": ("事件编号“{found}”重复", "the event id '{found}' is used twice"),
    "duplicate_test": ("例子“{found}”重名", "two examples are named '{found}'"),
    # the library
    "no_catalogue": ("“{found}”不是目录文件，或其中没有目录", "'{found}' is no catalogue, or holds none"),
    "wrong_place": ("文件应位于 {found}", "the file should stand at {found}"),
    "two_in_force": ("同一日有两个版本有效：{found}", "two versions are in force on one day: {found}"),
    "unknown_other": ("没有“{found}”", "there is no '{found}'"),
    "needs_under": (
        "下级法规排除上级规范“{found}”，须以 under 写明所据条款",
        "a lower level sets aside '{found}' of a higher one and must name the provision that allows it (under)",
    ),
}
