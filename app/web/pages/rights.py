"""Who may use the platform's pages; what somebody sees on them is a matter of scope."""

from app.web.auth.rights import PUBLIC, SIGNED_IN, rights


def register_rights() -> None:
    """Add the rows of these pages to the table of rights."""
    rights.register(PUBLIC, "pages.home", "pages.livez", "pages.readyz", "pages.metrics")
    rights.register(
        SIGNED_IN,
        *(
            "pages.inbox",
            "pages.inbox_pulse",
            "pages.inbox_batch",
            "pages.quick_page",
            "pages.quick_pass",
            "pages.run_end",
            "pages.claim_row",
        ),
        *("pages.task", "pages.hand_in_task", "pages.save_task_draft", "pages.task_preview"),
        *("pages.hold_task", "pages.let_task_go"),
        *("pages.instances", "pages.instance", "pages.message", "pages.instance_xml"),
        *("pages.start", "pages.save_start_draft", "pages.receipt"),
        *(
            "pages.messages",
            "pages.read_message",
            "pages.show_list",
            "pages.show_figure",
            "pages.batch",
            "pages.show_guide",
        ),
    )
    # A link is the right to its one task; what a browser brings along by itself gives none, so it needs no token.
    rights.register(
        PUBLIC, "pages.guest_task", "pages.hand_in_guest_task", "pages.guest_document", csrf=False
    )
    rights.register(
        ("admin",),
        "pages.definitions",
        "pages.definition",
        "pages.definition_preview",
        "pages.new_definition",
    )
