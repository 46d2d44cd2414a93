"""Who may use the application's pages and doors; what somebody sees on them is a matter of scope."""

from app.web.auth.rights import PUBLIC, SIGNED_IN, rights

DOORS = "graduates_api"
PAGES = "graduates"


def register_rights() -> None:
    """Add the rows of these routes to the table of rights."""
    rights.register(
        ("employer",),
        *_all(DOORS, "list_favourites add_favourite delete_favourite import_favourites favourites_template"),
        *_all(DOORS, "list_presets create_preset change_preset delete_preset"),
        *_all(PAGES, "workbench signings favourites search_favourite add_favourite"),
        *_all(PAGES, "delete_favourite import_favourites"),
        *_all(PAGES, "invitation send_invitation presets new_preset preset save_preset delete_preset"),
    )
    rights.register(SIGNED_IN, f"{DOORS}.show_records")
    rights.register(
        ("school",),
        *_all(DOORS, "show_settings change_settings"),
        f"{PAGES}.settings",
        f"{PAGES}.save_settings",
    )
    switches = (*_all(DOORS, "show_modules change_modules"), *_all(PAGES, "switches switch_modules"))
    rights.register(("school", "province"), *switches)
    rights.register(
        ("graduate",),
        *_all(
            PAGES,
            "graduate_home graduate_module records basic_check confirm_check destination_types_page own_code",
        ),
    )
    rights.register(
        ("department", "school"),
        *_all(PAGES, "staff_home staff_module student import_page import_sheet"),
        *_all(PAGES, "staff_sheet transfer_paper transfer_papers"),
        *_all(DOORS, "import_transfers show_import import_template region_codes"),
    )
    rights.register(
        ("machine",),
        *_all(
            DOORS,
            "upload_graduate remove_graduate import_roster report_destination report_transfer list_changes",
        ),
    )
    # Verifying needs no sign-in and changes nothing: there is nothing that a forged request could do in somebody's name.
    public = (
        f"{DOORS}.verify_number",
        *_all(PAGES, "verify_page verify_sheet verified_paper scanned scanned_paper"),
    )
    rights.register(PUBLIC, *public, csrf=False)


def _all(blueprint: str, names: str) -> list[str]:
    return [f"{blueprint}.{name}" for name in names.split()]
