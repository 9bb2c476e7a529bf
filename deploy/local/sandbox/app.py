"""The sandbox's web application: one part for each third party, all behind one secret, and a page for people."""

import hmac
import os

from flask import Flask, Response, abort, render_template_string, request

from deploy.local.sandbox import bank, face, platform, sms, treasury

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>沙箱</title>
<meta http-equiv="refresh" content="5">
<style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{padding:.3rem .8rem;
text-align:left;border-bottom:1px solid #ccc}</style>
<h1>沙箱：发出的短信</h1><p>本页只在本机显示，不保存；重启后清空。</p>
<table><tr><th>时间<th>手机号<th>内容</tr>
{% for one in messages %}<tr><td>{{ one.at }}<td>{{ one.mobile }}<td>{{ one.text }}</tr>{% endfor %}</table></html>"""


def create() -> Flask:
    """The application with the secret of the environment."""
    app = Flask(__name__)
    key = os.environ["SANDBOX_KEY"]
    outbox = sms.Outbox()

    @app.before_request
    def check() -> None:
        """What third parties take, they take from those who know the secret; what people look at is open."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.path.endswith(("/authorize", "/token")):
            return  # a person's, and one with credentials of its own
        if request.method == "POST" and not hmac.compare_digest(given, key):
            abort(401)

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, messages=outbox.newest())

    @app.get("/health")
    def health() -> Response:
        return Response("ok")

    sms.register(app, outbox)
    face.register(app)
    bank.register(app)
    treasury.register(app)
    platform.register(app, platform.Platforms(key, os.environ["SANDBOX_URL"]))
    return app
