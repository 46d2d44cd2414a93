"""Who may use the platform's own doors. Pages and applications register theirs beside their blueprints."""

from app.web.auth.rights import PUBLIC, SIGNED_IN, rights

ADMIN = ("admin",)
OPS = ("ops",)

rights.register(PUBLIC, "static", "auth.sign_in", "auth.provider_start", "auth.provider_callback")
rights.register(
    SIGNED_IN,
    "auth.sign_out",
    "auth.account",
    "auth.change_password",
    "auth.second_factor",
    "auth.bind_provider",
    "auth.unbind_provider",
    "auth.reveal",
)
rights.register(PUBLIC, "api.create_token", "api.take_answer", csrf=False)
rights.register(PUBLIC, "api.openapi", "api.docs")
# The clock and the jobs of demo and test installations; in production their views know nothing.
rights.register(PUBLIC, "api.set_clock", "api.run_jobs", "api.nothing", csrf=False)
rights.register(
    SIGNED_IN,
    *("api.delete_token", "api.me", "api.messages", "api.read_message"),
    *("api.processes", "api.start_instance", "api.start_instances", "api.batch"),
    *("api.instances", "api.instance", "api.instance_history", "api.instance_diagram", "api.send_message"),
    *("api.tasks", "api.task_counts", "api.task", "api.claim_task", "api.release_task", "api.complete_task"),
    *("api.complete_tasks", "api.draft", "api.put_draft", "api.delete_draft"),
    *("api.upload", "api.download", "api.download_original", "api.download_document"),
    *("api.show_list", "api.export_list", "api.show_figure", "api.export_figure"),
)
rights.register(
    ADMIN,
    *("api.definitions", "api.definition", "api.definition_versions", "api.definition_version"),
    *("api.definition_draft", "api.put_definition_draft", "api.delete_definition_draft"),
    *(
        "api.check_definition_draft",
        "api.definition_impact",
        "api.release_definition",
        "api.rollback_definition",
        "api.call_off_release",
    ),
    *(
        "api.definition_diff",
        "api.evaluate_draft",
        "api.evaluate_decision",
        "api.evaluate_file",
        "api.feel",
        "api.simulate_draft",
        "api.migrate_definition",
    ),
)
rights.register(OPS, "api.incidents", "api.resolve_incident", "api.jobs", "api.outbox")
