"""Who may come onto the administrators' pages."""

from __future__ import annotations

from zeren.access.accounts.register import keeps_accounts
from zeren.desk import gate

two = gate.only(keeps_accounts, "账号、权限和密钥由系统管理员、安全保密管理员办理；您的角色没有这一项权限。")
"""Only for the system and the security administrator."""
