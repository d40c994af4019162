"""A small API that answers as a model would: a welcome on /, a prediction on /predict."""

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.route("/", methods=["GET"])
def welcome():
    return jsonify({"message": "Welcome to the AI Model API!"})


@app.route("/predict", methods=["POST"])
def predict():
    body = request.get_json(silent=True)
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str):
        return jsonify({"error": 'send JSON with a "text", such as {"text": "I like it"}'}), 400
    # Put your own model here.
    return jsonify({"input_text": text, "predicted_class": "Positive", "confidence": 0.98})


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
