"""Track and ask in a plain program: python script.py"""

from insights import Insights

insights = Insights("data")
insights.track("signup", user_id="ada", properties={"plan": "pro"})
insights.flush()
answer = insights.query(metrics=["visitors", "events"], date_range="day", dimensions=["event:props:plan"])
for row in answer.rows():
    print(row["event:props:plan"], row["visitors"], row["events"])
