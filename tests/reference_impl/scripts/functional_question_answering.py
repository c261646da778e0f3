# Visual, then video question answering: a Sequential inside functional models, shared through TimeDistributed.
import keras
import numpy as np
from keras.layers import Conv2D, MaxPooling2D, Flatten
from keras.layers import Input, LSTM, Embedding, Dense
from keras.models import Model, Sequential

vision_model = Sequential()
vision_model.add(Conv2D(4, (3, 3), activation='relu', padding='same', input_shape=(16, 16, 3)))
vision_model.add(Conv2D(4, (3, 3), activation='relu'))
vision_model.add(MaxPooling2D((2, 2)))
vision_model.add(Conv2D(8, (3, 3), activation='relu', padding='same'))
vision_model.add(MaxPooling2D((2, 2)))
vision_model.add(Flatten())

image_input = Input(shape=(16, 16, 3))
encoded_image = vision_model(image_input)
question_input = Input(shape=(10,), dtype='int32')
embedded_question = Embedding(input_dim=100, output_dim=8, input_length=10)(question_input)
encoded_question = LSTM(8)(embedded_question)
merged = keras.layers.concatenate([encoded_question, encoded_image])
output = Dense(20, activation='softmax')(merged)
vqa_model = Model(inputs=[image_input, question_input], outputs=output)
answer = vqa_model.predict([np.ones((2, 16, 16, 3)), np.ones((2, 10))])
assert answer.shape == (2, 20)

from keras.layers import TimeDistributed

video_input = Input(shape=(5, 16, 16, 3))
encoded_frame_sequence = TimeDistributed(vision_model)(video_input)
encoded_video = LSTM(8)(encoded_frame_sequence)
question_encoder = Model(inputs=question_input, outputs=encoded_question)
video_question_input = Input(shape=(10,), dtype='int32')
encoded_video_question = question_encoder(video_question_input)
merged = keras.layers.concatenate([encoded_video, encoded_video_question])
output = Dense(20, activation='softmax')(merged)
video_qa_model = Model(inputs=[video_input, video_question_input], outputs=output)
video_qa_model.compile('rmsprop', 'categorical_crossentropy')
video_qa_model.fit([np.random.rand(4, 5, 16, 16, 3), np.ones((4, 10))], np.eye(20)[:4], epochs=1)
