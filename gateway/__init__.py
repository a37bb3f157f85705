"""Read side and front door: views, queries, HTTP routers, console."""
