"""The words of the trail: one for each act and noun. A test holds that no act is written without its word."""

from __future__ import annotations

ACTS: dict[str, str] = {
    # looking
    "matter_read": "打开案件",
    "materials_read": "打开材料",
    "attachment_read": "打开附件",
    "cadre_read": "打开廉政档案",
    "receipt_made": "取核对凭据",
    "paper_made": "制作文书",
    "exported": "导出",
    # matters
    "matter_opened": "立案",
    "matter_handed_over": "移交承办",
    "matter_linked": "关联案件",
    "matter_shown": "向本人出示",
    "matter_closed": "办结",
    "event_recorded": "记录",
    "event_corrected": "更正记录",
    "event_voided": "撤销记录",
    "facts_stated": "登记事实",
    "attachment_added": "收入附件",
    "matter_classified": "定密级",
    "lists_read": "打开三个清单",
    "lists_changed": "登记三个清单",
    "report_exported": "导出整改公开稿",
    "own_recorded": "本人提交",
    "own_viewed": "本人查看",
    "share_recorded": "应办机关记录",
    "share_viewed": "应办机关查看",
    "recusal_declared": "申报回避",
    "recusal_asked": "申请回避",
    "recusal_decided": "决定回避",
    "recusal_ended": "撤回回避申报",
    # draws and the talent pool
    "draw_announced": "公布抽调名单",
    "team_drawn": "随机抽取",
    "draw_replaced": "替补",
    "pool_entered": "列入人才库",
    "pool_qualified": "改登可任组长",
    "pool_ended": "移出人才库",
    # the check before an appointment, and the discipline organ's replies
    "prechecked": "任前核查",
    "reply_drafted": "起草廉政意见回复",
    "reply_approved": "批准廉政意见回复",
    "reply_returned": "退回廉政意见回复",
    "reply_issued": "签发廉政意见回复",
    "reply_read": "打开廉政意见回复",
    # situations for talks and interviews
    "situation_opened": "由事由发起",
    "situation_declined": "考虑事由，不谈",
    # the register of integrity risks
    "risk_entered": "登记廉政风险",
    "risk_changed": "修改廉政风险",
    "risk_carried_out": "登记措施落实",
    "risk_reviewed": "复核廉政风险",
    "risk_signed": "签字背书廉政风险",
    "risk_cleared": "核对风险中的人名",
    "risk_lifted": "解除廉政风险",
    "risk_restored": "恢复廉政风险",
    "risks_written": "登记廉政风险台账",
    # scoring sheets
    "sheet_fixed": "定评分细则",
    "sheet_filled": "交评分终稿",
    "sheet_withdrawn": "撤回评分终稿",
    "sheet_settled": "定分",
    # secret ballots: never a cast
    "ballot_read": "打开评议",
    "ballot_prepared": "设定评议",
    "ballot_changed": "改定评议",
    "ballot_opened": "开始评议",
    "ballot_half_taken": "领开票口令",
    "ballot_codes_made": "发投票码",
    "ballot_codes_voided": "作废没有用的投票码",
    "ballot_attended": "登记签到",
    "ballot_close_asked": "闭票（一人）",
    "ballot_closed": "闭票",
    "ballot_paper_counted": "录入纸票",
    "ballot_reasoned": "记明张数不符的原因",
    "ballot_counted": "开票",
    "ballot_handed": "送交评议结果",
    "ballot_off_asked": "提出作废评议",
    "ballot_called_off": "作废评议",
    # reminder letters
    "reminder_issued": "发提醒函",
    "reminder_received": "收到提醒函",
    "reminder_answered": "回复提醒函",
    "reminder_withdrawn": "收回提醒函",
    "reminder_read": "打开提醒函",
    # duty lists and activities
    "duty_generated": "生成责任清单",
    "duty_changed": "变更责任清单",
    "duty_signed": "签字背书",
    "duty_explained": "说明情况",
    "duty_published": "公布责任清单",
    "duty_occasion": "登记履责事由",
    "duty_recorded": "登记履责",
    "duty_corrected": "更正履责记录",
    "duty_voided": "撤销履责记录",
    "duty_countersigned": "会签履责记录",
    "duty_attached": "附上佐证材料",
    "activity_file_read": "打开佐证材料",
    # registers
    "rows_imported": "导入登记",
    "texts_imported": "导入文本",
    "parameter_set": "设定参数",
    # accounts
    "signed_in": "登录",
    "signed_out": "退出",
    "sign_in_failed": "登录失败",
    "account_locked": "锁定账号",
    "screen_locked": "锁定界面",
    "account_made": "建账号",
    "role_given": "授权",
    "role_ended": "收权",
    "password_given": "已验口令",
    "factor_given": "再次验证",
    "factor_failed": "验证失败",
    "factor_bound": "绑定验证方式",
    "factor_removed": "解除验证方式",
    "factors_reset": "重置验证方式",
    "recovery_codes_made": "更换恢复码",
    "sessions_ended": "结束其他登录",
    "token_made": "建访问令牌",
    "token_revoked": "收回访问令牌",
    "rights_proposed": "提出权限变更",
    "rights_confirmed": "确认权限变更",
    "rights_returned": "退回权限变更",
    "half_password_read": "取一半口令",
    "account_stopped": "停账号",
    "account_started": "启用账号",
    "account_unlocked": "解除锁定",
    "role_delegated": "委托代批",
    "delegation_ended": "结束委托",
    "password_set": "更换口令",
    # the trail itself
    "trail_read": "查看日志",
    "trail_verified": "校验日志",
    "trail_head_altered": "发现链尾被改动",
    "trail_reported": "报主要负责人",
    "head_exported": "导出日首",
    "head_sent": "送出日首",
    # retention and keys
    "disposal_proposed": "提出销毁",
    "disposal_confirmed": "确认销毁",
    "disposal_refused": "不同意销毁",
    "register_printed": "出销毁清册",
    "keys_rewrapped": "重封密钥",
    "key_rotated": "轮换密钥",
    "rows_rewrapped": "轮换后重封",
    # sealed material
    "material_added": "收入封存材料",
    "material_read": "打开封存材料",
    "consult_asked": "申请查阅",
    "consult_forwarded": "转送查阅申请",
    "consult_granted": "批准查阅",
    "consult_returned": "退回查阅申请",
    "consult_refused": "不批准查阅",
    "consult_withdrawn": "收回查阅批准",
    "consulted": "查阅封存材料",
    # complaints
    "complaint_received": "收到举报",
    "complaint_read": "打开举报",
    "complaint_file_read": "打开举报附件",
    "complaint_named": "登记被反映人",
    "complaint_linked": "记明转案",
    "complaint_accepted": "受理举报",
    "complaint_transferred": "转送举报",
    "complaint_signed_for": "签收转送的举报",
    "complaint_verified": "核实举报",
    "complaint_asked": "向举报人提问",
    "complaint_replied": "答复举报人",
    "complaint_closed": "办结举报",
    "unsealing_asked": "申请开启身份",
    "unsealing_granted": "批准开启身份",
    "unsealing_refused": "不准开启身份",
    "unsealing_withdrawn": "收回开启身份",
    "reporter_opened": "开启身份",
}

NOUNS: dict[str, str] = {
    "matter": "案件",
    "person": "人员",
    "people": "人员",
    "organ": "机关",
    "organs": "机关",
    "posts": "职务",
    "appointments": "任职",
    "charges": "分管",
    "pool": "人才库",
    "duty_list": "责任清单",
    "risks": "廉政风险台账",
    "sheets": "评分细则",
    "points": "评分",
    "ballot": "评议",
    "texts": "文本",
    "account": "账号",
    "list": "名册",
    "trail": "日志",
    "vault": "封存内容",
    "disposal": "销毁",
    "complaint": "举报",
    "reply": "廉政意见回复",
    "consultation": "查阅",
    "material": "封存材料",
    "rights": "权限变更",
    "key": "密钥",
}

DETAILS: dict[str, str] = {
    "attachment_read": "附件 {0}",
    "attachment_added": "附件 {0}",
    "paper_made": "{0}",
    "exported": "{0} 行，{1}",
    "event_recorded": "记录 {0}",
    "event_corrected": "记录 {0}",
    "event_voided": "记录 {0}",
    "facts_stated": "记录 {0}",
    "share_recorded": "记录 {0}",
    # scoring sheets
    "sheet_fixed": "记录 {0}",
    "sheet_filled": "记录 {0}",
    "sheet_withdrawn": "记录 {0}",
    "sheet_settled": "记录 {0}",
    # secret ballots
    "ballot_codes_made": "{0} 个",
    "ballot_codes_voided": "{0} 个",
    "ballot_attended": "{0} 人",
    "ballot_opened": "记录 {0}",
    "ballot_closed": "记录 {0}",
    "ballot_counted": "记录 {0}",
    "ballot_handed": "记录 {0}",
    # reminder letters
    "reminder_issued": "记录 {0}",
    "reminder_received": "记录 {0}",
    "reminder_answered": "记录 {0}",
    "reminder_withdrawn": "记录 {0}",
    "matter_opened": "记录 {0}",
    "matter_handed_over": "记录 {0}",
    "matter_shown": "记录 {0}",
    "matter_closed": "记录 {0}",
    "situation_opened": "记录 {0}",
    "situation_declined": "记录 {0}",
    "draw_announced": "记录 {0}",
    "team_drawn": "记录 {0}",
    "draw_replaced": "记录 {0}",
    "pool_entered": "机关 {0}，人员 {1}",
    "pool_qualified": "机关 {0}，人员 {1}",
    "pool_ended": "机关 {0}，人员 {1}",
    **{
        f"risk_{act}": "编号 {0}"
        for act in (
            "entered",
            "changed",
            "carried_out",
            "reviewed",
            "signed",
            "cleared",
            "lifted",
            "restored",
        )
    },
    "risks_written": "{0} 条",
    "rows_imported": "新增 {0}，更新 {1}，未变 {2}",
    "trail_verified": "{0} 条，不一致 {1} 处",
    "head_exported": "至第 {0} 条",
    "head_sent": "至第 {0} 条",
    "disposal_proposed": "提议 {0}",
    "disposal_confirmed": "提议 {0}，记录 {1} 条，附件 {2} 件",
    "disposal_refused": "提议 {0}",
    "keys_rewrapped": "{0} 个",
}
"""How an act's ``detail`` (numbers parted by blanks) is said; others are shown as they stand."""


SIGNS = {
    "code": "动态口令", "passkey": "通行密钥", "recovery_code": "恢复码",
    "phone": "来电", "letter": "来信", "visit": "来访", "web": "网上",
}  # fmt: skip
"""Single words of code that stand as a detail."""


def act(name: str) -> str:
    """The word of an act; the name itself where it has none."""
    return ACTS.get(name, name)


def noun(name: str) -> str:
    """The word of a noun; the name itself where it has none."""
    return NOUNS.get(name, name)


def detail(name: str, text: str) -> str:
    """What an entry says beside its target. A detail that is not as its act writes it is shown as it stands."""
    form, parts = DETAILS.get(name), text.split()
    try:
        return form.format(*parts) if form and parts else SIGNS.get(text, text)
    except IndexError:
        return text
