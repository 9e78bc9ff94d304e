"""What the web server and `flask` load."""

from app import create_app

app = create_app()
